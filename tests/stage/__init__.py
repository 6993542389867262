"""The display: windows, keys, frames, overlays."""
