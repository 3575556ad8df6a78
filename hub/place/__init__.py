"""Where people are: presence, calibration, recognition, visits."""
