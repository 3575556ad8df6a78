"""Redactions and data requests that a shop's platform sends."""
