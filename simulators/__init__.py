"""A store without hardware: everything here speaks the real protocols."""
