"""Visits and outcomes told to platforms, at most once, under pseudonyms."""
