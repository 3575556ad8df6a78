"""Orders of years past, from a file."""
