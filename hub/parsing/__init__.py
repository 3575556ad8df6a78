"""How files, tills and platforms write moments, numbers and places: one reader of each for every door."""
