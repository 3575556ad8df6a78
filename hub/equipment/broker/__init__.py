"""The MQTT broker: embedded NATS or a shop's own Mosquitto, its certificates and its canary."""
