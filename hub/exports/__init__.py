"""What was learned in the store, going back to where the customer's data lives."""
