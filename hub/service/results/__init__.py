"""What campaigns did, in words and figures: each campaign's plan and its measurement."""
