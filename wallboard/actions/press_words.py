"""What the chief tells the press desk of the newest correction, in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.messages import texts_of

LINE: Final = "press_line"
"""Its argument names the correction by its commit (recording time), and has a text for each language."""
LONGEST: Final = 240
"""Letters of a line in one language."""


def said_of_correction(_control: Control, context: Context) -> Argument | None:
    """The line that is asked for (`text`: one text, or an object with a text for each language); "" takes it away.

    None where the total was not corrected, or where it is no line.
    """
    texts = texts_of(context.asked.get("text"), context.languages, LONGEST)
    if texts is None or context.corrected_us is None:
        return None
    return {"commit_us": context.corrected_us, **{f"text_{tag}": text for tag, text in texts.items()}}


def texts_in(argument: Mapping[str, object]) -> dict[str, str]:
    """The texts by language that a line of the journal has; those that are empty were taken away."""
    texts = {name.removeprefix("text_"): text for name, text in argument.items() if name.startswith("text_")}
    return {tag: text for tag, text in texts.items() if isinstance(text, str) and text}
