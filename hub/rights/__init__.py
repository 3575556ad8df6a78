"""What a person can ask of us about what we hold: to see it, to take it along, to correct it, to stop, to be erased."""
