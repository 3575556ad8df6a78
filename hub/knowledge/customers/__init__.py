"""Profile and history from customer data platforms, files or a service of the shop's own."""
