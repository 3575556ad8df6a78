"""The agent on a Pi: hears, forgets strangers, never loses what is ours."""
