"""Visits: when one begins, where it leads, when it ends."""
