"""What kind of shop this is, as `shop.toml` says."""
