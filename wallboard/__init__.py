"""wallboard: the wall display of a live commerce event."""
