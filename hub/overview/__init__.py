"""How everything is, for whoever looks after the store: it asks every part, so it stands above them."""
