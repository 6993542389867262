"""One wall of several machines: the same recording, control and clock on all of them, over MQTT."""
