"""Whether a customer is sent something, and why not."""
