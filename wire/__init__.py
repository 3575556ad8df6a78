"""What the parts say to each other: ids, topics, messages, codec and the MQTT door."""
