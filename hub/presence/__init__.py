"""Where people are: the floor plan and the belief about zones."""
