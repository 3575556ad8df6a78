"""The one way out over HTTP: deadline, limit, no cookie, no redirect; and how an answer is read."""
