"""What we know of the customer, from wherever it is kept."""
