"""Keeping the wall up: children of this very program are started, watched by their beats, and started anew."""
