"""The edges: what they send is taken once and acknowledged after COMMIT; their configuration and health."""
