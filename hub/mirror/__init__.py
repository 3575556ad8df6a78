"""What the customer sees of what the store sees and does: their card, who opened it, why a message came or did not."""
