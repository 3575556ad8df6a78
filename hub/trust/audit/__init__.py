"""Who saw what of whom, hash-chained."""
