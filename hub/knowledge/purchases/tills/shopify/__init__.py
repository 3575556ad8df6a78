"""Shopify, its till and its web shop."""
