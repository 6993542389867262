"""The settings and their mistakes."""
