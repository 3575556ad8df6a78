"""What was bought: from the webhooks of tills and shops to orders, visits and one timeline."""
