"""What tills tell: orders, returns, baskets."""
