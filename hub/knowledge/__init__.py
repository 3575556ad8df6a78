"""What we know of people: profile and history, purchases; and what is told to platforms."""
