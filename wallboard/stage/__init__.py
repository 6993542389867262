"""The display process: a window on every screen, the keyboard, the frames, and what lies over the picture."""

from wallboard.paint.plain_imports import import_plainly

import_plainly()
