"""What would help a customer next: computed, calibrated, with reasons."""
