"""Geometry: panels on canvases, canvases on screens."""
