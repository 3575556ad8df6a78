"""The shops that the simulators can open: a folder each, found by place. No code knows what one of them sells.

A folder holds `shop.toml`, `catalogue.csv`, `members.toml` and `floor_plan.toml`: docs/simulators/shops.md.
"""
