"""How strongly each edge hears, learned from walks and beacons."""
