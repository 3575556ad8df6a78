"""The handheld: who is here and how to help."""
