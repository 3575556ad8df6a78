"""Square. Webhooks carry amounts; what was in a sale is asked for."""
