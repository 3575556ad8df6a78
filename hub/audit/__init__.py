"""Who was shown what of whom, under which permission: chained by hashes, so that nobody can tidy it up afterwards."""
