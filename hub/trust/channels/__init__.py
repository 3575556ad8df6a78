"""Consents for each way to reach a customer, as platforms know them."""
