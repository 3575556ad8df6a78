"""Any till that sends Standard Webhooks, in our own shape or, by a mapping file, in its own."""
