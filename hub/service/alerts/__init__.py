"""Alerts: what one colleague has to know now."""
