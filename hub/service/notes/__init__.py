"""Notes of staff about a customer."""
