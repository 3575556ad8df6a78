"""Offers: a price or a gift that ends, with a code for one customer, redeemed once."""
