"""The zone filter: a probability for each zone, for each member."""
