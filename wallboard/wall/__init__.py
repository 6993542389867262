"""One canvas at one moment: the layout's panels resolved, placed and painted; no windows here."""

from wallboard.wall.card_composing import SPONSORS
from wallboard.wall.composing import BLOOM
from wallboard.wall.composition import CARD, Composition
from wallboard.wall.painting import Wall
from wallboard.wall.render_request import RenderRequest

__all__ = ["BLOOM", "CARD", "SPONSORS", "Composition", "RenderRequest", "Wall"]
