"""Follow-ups: what somebody of the shop is to do, and by which day."""
