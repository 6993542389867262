"""Which pictures a milestone gets, as orders for the process that draws: it has Qt, the press desk has none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from wallboard.press.album import THUMB, AlbumPicture, picture_name
from wallboard.press.desk import Desk, PressEdition, PressMilestone

CARD_SIZES = {"card": (1920, 1080), "upright": (1080, 1920), "square": (1080, 1080), "open_graph": (1200, 630)}
"""The shapes of a milestone's card; the last is for links in other sites."""
LAYOUT_SIZE = (1920, 1080)
STRIP = 110
"""So high is the strip of a picture for links: it tells the status where a small copy is all that is seen."""


class Order(msgspec.Struct, frozen=True):
    """One picture: the wall on the commit `commit_us`, where its figures are confirmed and nothing is on its way.

    One without names is drawn and not kept: the next one of its size and layout comes sooner.
    `layout` "" is the card of the sum `gmv_fen`. `strip` are the lines under a picture for links: status, what follows
    from it, the sum and its time, and where it was found.
    """

    png: str
    jpg: str
    size: tuple[int, int]
    commit_us: int
    gmv_fen: int = 0
    layout: str = ""
    thumb: str = ""
    strip: tuple[str, ...] = ()
    simulated: bool = False


class Draw(Protocol):
    """Draws orders of a recording into a folder. Raises WallboardError."""

    def __call__(self, recording: Path, orders: Sequence[Order], folder: Path) -> None:
        """Draw all; the files are there when it returns."""

    def close(self) -> None:
        """Let go of whatever draws."""


class MakeFilm(Protocol):
    """Makes a film of a recording from one instant of the wall's clock to another. Raises WallboardError."""

    def __call__(self, recording: Path, begin_us: int, end_us: int, path: Path) -> None:
        """Make it; the file is there when it returns."""


FIRST_PICTURES = 3
"""So many pictures of a milestone are drawn and published before the others: its card wide, upright and square."""
FILM_BEFORE_US, FILM_US = 4_000_000, 15_000_000
"""How long before the wall shows the sum its film begins, and how long it is."""


def film_span(desk: Desk, made: PressEdition) -> tuple[int, int] | None:
    """From when to when the film of an edition runs by the wall's clock, which leads its figures by the playout delay.

    None for a sum without a card: there is no moment to be seen.
    """
    confirmed_us = made.instant.gmv.confirmed_us
    if confirmed_us is None or not has_card(made):
        return None
    begin_us = confirmed_us + desk.facts.delay_us - FILM_BEFORE_US
    return begin_us, begin_us + FILM_US


def has_card(made: PressEdition) -> bool:
    """Whether a sum gets its card: one that nobody saw being passed is listed, never celebrated."""
    return made.edition.milestone.record


def pictures_of(
    desk: Desk, milestone: PressMilestone, made: PressEdition, layouts: Sequence[str]
) -> tuple[AlbumPicture, ...]:
    """The pictures of an edition, those that are needed first at the front."""
    number, at_us = made.edition.number, made.instant.gmv.at_us or made.edition.milestone.at_us
    roles: list[tuple[str, tuple[int, int], int]] = []
    if has_card(made):
        roles += [(role, size, made.edition.milestone.at_us) for role, size in CARD_SIZES.items()]
    roles += [(layout, LAYOUT_SIZE, at_us) for layout in layouts]
    return tuple(
        AlbumPicture(role, f"{name}.png", f"{name}.jpg", *size, at)
        for role, size, at in roles
        for name in [picture_name(milestone.id, number, role, size, simulated=desk.simulated)]
    )


def rehearsing(commit_us: int, gmv_fen: int, layouts: Sequence[str]) -> tuple[Order, ...]:
    """Pictures of all kinds that an edition has, to be drawn before there is one, and not kept."""
    cards = [Order("", "", (width, height), commit_us, gmv_fen) for width, height in CARD_SIZES.values()]
    return (*cards, *(Order("", "", LAYOUT_SIZE, commit_us, layout=layout) for layout in layouts))


def orders_of(
    desk: Desk, made: PressEdition, pictures: Sequence[AlbumPicture], strip: tuple[str, ...], where: str, *, thumb: bool
) -> tuple[Order, ...]:
    """What is to be drawn for these pictures into the folder `where`; `thumb`: the first one also as a small copy."""
    passed = made.edition.milestone
    return tuple(
        Order(
            f"{where}/{picture.png}",
            f"{where}/{picture.jpg}",
            (picture.width, picture.height),
            passed.commit_us,
            passed.gmv_fen,
            "" if picture.role in CARD_SIZES else picture.role,
            f"{where}/{THUMB}" if thumb and place == 0 else "",
            strip if picture.role == "open_graph" else (),
            desk.simulated,
        )
        for place, picture in enumerate(pictures)
    )
