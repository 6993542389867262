"""The display process: a window on every screen, the keyboard, the frames, and what lies over the picture."""
