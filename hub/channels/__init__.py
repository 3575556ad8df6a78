"""E-mail, SMS, push and in store side by side: what a customer said where, and what follows from all of it."""
