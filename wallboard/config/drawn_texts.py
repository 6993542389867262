"""Every text of a configuration that a wall draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from wallboard.config.settings import Settings
from wallboard.config.value_types import Bilingual
from wallboard.core.glyphs import told, without_glyph


def drawn_texts(settings: Settings) -> Iterator[str]:
    """Names, titles, labels and messages in all their languages."""
    yield from (settings.event.logo, settings.money.rate_source)
    yield from _texts(settings)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Bilingual):
        yield from value.name.texts.values()
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)


def glyph_lines(settings: Settings) -> Iterator[str]:
    """A line where the file's own words hold characters that no bundled font has."""
    found = without_glyph(drawn_texts(settings))
    if found:
        yield (
            f"no bundled font has {told(found)}: the wall draws such characters with this machine's fonts, "
            "or as boxes where it has none; `wallboard doctor` looks"
        )
