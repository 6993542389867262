"""Every text of a configuration that a wall draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from wallboard.config.settings import Settings
from wallboard.config.value_types import Bilingual
from wallboard.core.glyphs import unwritable


def drawn_texts(settings: Settings) -> Iterator[str]:
    """Names, titles, labels and messages in all their languages."""
    return (text for _, text in _placed_texts(settings))


def _placed_texts(settings: Settings) -> Iterator[tuple[str, str]]:
    """The same, each behind the table and key where it stands."""
    yield from (("[event] logo", settings.event.logo), ("[money] rate_source", settings.money.rate_source))
    yield from _texts(settings, ())


def _texts(value: object, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Bilingual):
        where = f"[{'.'.join(keys[:-1])}] {keys[-1]}"
        yield from ((where, text) for text in dict.fromkeys(value.name.texts.values()))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*keys, name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, (*keys, str(key)))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each, keys)


def glyph_lines(settings: Settings) -> Iterator[str]:
    """A line where the file's own words hold characters that no bundled font has: which, and of which words."""
    found = unwritable(_placed_texts(settings))
    if found:
        yield (
            f"no bundled font has {found}: the wall draws such characters with this machine's fonts, "
            "or as boxes where it has none; `wallboard doctor` looks"
        )
