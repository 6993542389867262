"""A wall on three monitors side by side: what they are called, where they stand, and what a display is told of them."""

from __future__ import annotations

WIDTH, HEIGHT = 640, 360
PLACES = {"L": 0, "C": WIDTH, "R": 2 * WIDTH}
"""How far from the left each monitor stands, in pixels, by its name."""
TITLES = {"L": "wallboard left", "C": "wallboard center", "R": "wallboard right"}
CONFIG = """
[display]
fps = 20
[screens.center]
name = "C"
[screens.left]
name = "L"
[screens.right]
name = "R"
"""


def filled(monitors: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int, int, int]]:
    """The windows (title to x, y, width, height) that fill monitors (name to place and width), each its own."""
    return {TITLES[name]: (place, 0, width, HEIGHT) for name, (place, width) in monitors.items()}
