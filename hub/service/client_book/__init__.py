"""Client book: who of the staff looks after whom, within what they agreed to."""
