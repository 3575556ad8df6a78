"""The store hub: who is here, what may be said, what is said, and what it did."""
