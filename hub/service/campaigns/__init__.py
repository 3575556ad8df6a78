"""Which message a customer gets, and why not."""
