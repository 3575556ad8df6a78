"""What outlives an erasure so that a backup revives nobody."""
