"""The edges and the broker: who may speak, what they said, how they are."""
