"""What is asked for on a customer's behalf: at a terminal, or by a shop system because the law says so."""
