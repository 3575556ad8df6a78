"""Readers of texts, numbers and moments from outside."""
