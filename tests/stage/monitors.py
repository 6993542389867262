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


SIDE_BY_SIDE = """
[display]
fps = 20
"""
RULES = {
    "shipped": SIDE_BY_SIDE,
    "name": CONFIG,
    "serial": f"""{SIDE_BY_SIDE}
[screens.center]
serial = "C"
[screens.left]
serial = "L"
[screens.right]
serial = "R"
""",
    "position": f"""{SIDE_BY_SIDE}
[screens.center]
position = 2
[screens.left]
position = 1
[screens.right]
position = 3
""",
    "geometry": f"""{SIDE_BY_SIDE}
[screens.center]
geometry = "{WIDTH}x{HEIGHT}+{WIDTH}+0"
[screens.left]
geometry = "{WIDTH}x{HEIGHT}+0+0"
[screens.right]
geometry = "{WIDTH}x{HEIGHT}"
""",
}
"""Settings that find the three monitors by each kind of mark; the shipped ones go by position."""
WITH_SERIALS = """
from msgspec.structs import replace
from wallboard.stage import screen_keeper
describe = screen_keeper.describe
screen_keeper.describe = lambda screen, *, primary: replace(
    describe(screen, primary=primary), manufacturer="ACME", model="Panel", serial=screen.name()[0]
)
"""
"""Gives each monitor a serial number, its name's first letter: a virtual X server's say nothing of themselves."""
