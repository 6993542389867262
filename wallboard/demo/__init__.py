"""The demonstration: the night of 2016-11-11 from its published figures, and an endpoint that tells it."""
