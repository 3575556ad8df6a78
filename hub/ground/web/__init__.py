"""The web server: connections with deadlines, host names, headers, the built screens."""
