"""Calibration: what a walk and the fixed beacons tell of a store's radio, kept in versions that can be undone."""
