"""What staff see: the list of who is here, the card, and the live stream of both."""
