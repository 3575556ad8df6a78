"""What a campaign did: the customers who got it against those held out."""
