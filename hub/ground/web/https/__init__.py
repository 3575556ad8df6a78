"""HTTPS: a certificate from files or of an authority of the hub's own, and what is wrong with it."""
