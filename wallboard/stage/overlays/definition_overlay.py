"""The definition overlay: what the figure means and at which rate it is exchanged, for anybody who asks."""

from __future__ import annotations

from wallboard.core.contract.snapshot import Name
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, say
from wallboard.paint.lettering import line
from wallboard.paint.ops import Op
from wallboard.paint.theme import Look
from wallboard.panels.event_words import rate_in_words
from wallboard.stage.overlays.overlay_card import Box, Words, card, middle, paragraph

TITLE = say("overlay.definition")
UNDEFINED = say("overlay.undefined")
SIMULATED = say("overlay.simulated")


def place_definition(look: Look, moment: Moment, words: Words) -> tuple[Op, ...]:
    """The definition in the languages shown, then the rate of exchange and where it comes from."""
    most = middle(look, 0.7, 0.56)
    _, room = card(look, most, TITLE, words)
    _, bottom = _content(look, moment, words, room)
    ops, box = card(look, middle(look, 0.7, (most.h - max(0.0, room.bottom - bottom)) / look.height), TITLE, words)
    return (*ops, *_content(look, moment, words, box)[0])


def _content(look: Look, moment: Moment, words: Words, box: Box) -> tuple[tuple[Op, ...], float]:
    """What stands on the card from the top of `box` on, and where it ends: the card is no higher than that."""
    facts = moment.facts
    placed: list[Op] = []
    size = look.h(0.034)
    y = box.y + size * 1.2
    for number, language in enumerate(words):
        defined: Said = facts.definition if facts.definition != Name() else UNDEFINED
        text = defined.first(language) if number == 0 else defined.exact(language)
        if number and text == defined.first(words[0]):
            continue
        style = look.style(size if number == 0 else size * 0.82, "ice" if number == 0 else "steel", 600, 700)
        more, y = paragraph(look, box, y, text, style)
        placed += more
    y += size * 0.6
    rate = rate_in_words(moment, words[0])
    source = f"   {facts.rate_source}" if rate and facts.rate_source else ""
    pieces = [(rate, look.style(size, "gold")), (source, look.style(size * 0.75, "steel", 500, 500))]
    if moment.simulated:
        pieces.append((f"{'   ' if rate else ''}{SIMULATED.first(words[0])}", look.style(size * 0.9, "cyan")))
    placed += line(box.x, y, [piece for piece in pieces if piece[0]])
    return tuple(placed), y + size * 0.9
