"""How an edge gets its certificate."""
