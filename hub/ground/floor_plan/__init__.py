"""The floor plan: zones, walls, doors, edges and beacons in metres, read from TOML and checked."""
