"""What we say and do: cards for staff, messages for customers, and what a customer sees of it all."""
