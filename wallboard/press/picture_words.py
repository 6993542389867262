"""What pictures of an edition show, in words: the sum that was passed, or the confirmed total of a layout."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.press import sentences
from wallboard.press.album import AlbumPicture
from wallboard.press.desk import PressEdition, PressMilestone
from wallboard.press.orders import has_card
from wallboard.press.page_context import Making
from wallboard.press.sentences import Sentence

SHAPES = ("upright", "square")


def role_name(role: str, making: Making, language: str) -> str:
    """What a picture shows: a shape of the card, or a layout."""
    if role in SHAPES:
        return say(f"press.{role}").first(language)
    return making.site.layouts[role].first(language) if role in making.site.layouts else role


def edition_captions(making: Making, milestone: PressMilestone, made: PressEdition) -> dict[str, Sentence]:
    """The caption of the edition's main picture by language.

    A sum that nobody saw being passed has no card: its picture is that of a layout, and so is its caption.
    """
    layout = "" if has_card(made) else next(iter(making.site.texts.layouts), "")
    return {tag: _caption(making, milestone, made, layout, tag) for tag in making.site.languages}


def picture_captions(
    making: Making, milestone: PressMilestone, made: PressEdition, picture: AlbumPicture
) -> dict[str, Sentence]:
    """The caption of one picture by language."""
    layout = picture.role if picture.role in making.site.texts.layouts else ""
    return {tag: _caption(making, milestone, made, layout, tag) for tag in making.site.languages}


def _caption(making: Making, milestone: PressMilestone, made: PressEdition, layout: str, language: str) -> Sentence:
    credit = making.site.texts.credit.first(language)
    if layout:
        what = role_name(layout, making, language)
        return sentences.picture_caption(making.desk, made, what, language, credit)
    return sentences.caption(making.desk, milestone, made, language, credit)
