"""Purposes, grants, permissions and the ledger that proves them."""
