"""Who enrolled, what they agreed to, and the tokens their phones carry."""
