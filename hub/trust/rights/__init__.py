"""Erasure, objection and their requests; retention; backups."""
