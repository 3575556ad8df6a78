"""What gateways that a shop already owns say over MQTT, read as advertisements."""
