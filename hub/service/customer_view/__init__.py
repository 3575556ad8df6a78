"""What a customer sees of us: mirror, access, correction, merges."""
