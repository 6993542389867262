"""The collector's loop with scripted sources and clocks set by hand."""
