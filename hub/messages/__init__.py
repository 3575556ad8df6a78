"""How a message leaves for the app of a customer."""
