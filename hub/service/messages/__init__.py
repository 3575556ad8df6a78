"""App messages, sent at most once."""
