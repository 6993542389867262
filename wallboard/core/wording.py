"""The words of the wall: a catalogue file for each language, and phrases that are put into one when they are drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Final, Protocol

import msgspec

from wallboard.core.number_forms import forms, locale_of
from wallboard.core.numerals import grouped

REFERENCE: Final = "en"
"""The catalogue that says which phrases there are."""
_OTHER_SCRIPTS: Final = ("zh-Hant", "zh-TW", "zh-HK", "zh-MO")
"""Languages whose catalogue a shorter tag must not stand for: readers would take it for a mistake."""

Entry = str | Mapping[str, str]
"""A text with its `{placeholders}`; by plural category of `{n}` where the language has several."""


class Said(Protocol):
    """A text in one or more languages."""

    def first(self, language: str) -> str:
        """The text in `language`, or in another one where it is missing."""

    def exact(self, language: str) -> str:
        """The text in `language` itself, or an empty string."""


class Phrase(msgspec.Struct, frozen=True):
    """A phrase of the catalogues with what is put into it, in whatever language it is asked for."""

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def first(self, language: str) -> str:
        """The phrase in `language`; in English where the program does not speak it."""
        entry = (_of(language) or _of(REFERENCE) or {})[self.key]
        if not self.values and isinstance(entry, str):
            return entry
        values = {name: _written(value, language) for name, value in self.values}
        if not isinstance(entry, str):
            number = next(value for name, value in self.values if name == "n")
            entry = entry.get(forms(language).plural(Decimal(str(number))), entry["other"])
        return entry.format_map(values)

    def exact(self, language: str) -> str:
        """The phrase in `language`, or an empty string where the program does not speak it."""
        return self.first(language) if _of(language) is not None else ""


def say(key: str, /, **values: object) -> Phrase:
    """A phrase of the catalogues: `values` are texts, whole numbers, or what is itself said in languages."""
    return Phrase(key, tuple(values.items()))


def has(key: str, language: str) -> bool:
    """Whether the catalogue of a language has a phrase that not every one needs."""
    return key in (_of(language) or {})


def joined(*parts: Said, key: str = "joined") -> Phrase:
    """Several texts as one, set together as the language does: "what: how"."""
    return Phrase(key, tuple(zip(("what", "how"), parts, strict=False)))


class LanguageName(msgspec.Struct, frozen=True):
    """A language by its name in each language, as CLDR has it: German, Deutsch."""

    tag: str

    def first(self, language: str) -> str:
        """The name in `language`, with a capital where it has them."""
        name = locale_of(self.tag).get_display_name(locale_of(language)) if "-" in self.tag else None
        name = name or locale_of(language).languages.get(self.tag, self.tag)
        return name[:1].upper() + name[1:]

    def exact(self, language: str) -> str:
        """The same."""
        return self.first(language)


class CurrencyName(msgspec.Struct, frozen=True):
    """A currency by its name in each language, as CLDR has it: euros, Euro."""

    code: str

    def first(self, language: str) -> str:
        """The name in `language`, with a capital where it has them."""
        name = str(locale_of(language).currencies.get(self.code, self.code))
        return name[:1].upper() + name[1:]

    def exact(self, language: str) -> str:
        """The same."""
        return self.first(language)


def _written(value: object, language: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return grouped(value, language)
    return value if isinstance(value, str) else value.first(language)  # type: ignore[attr-defined]  # a Said, then


@lru_cache(maxsize=1)
def shipped_languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    names = (file.name for file in files("wallboard").joinpath("languages").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def catalogue_of(language: str) -> str | None:
    """The language whose catalogue serves a tag: de for de-AT; None where there is none."""
    if language.startswith(_OTHER_SCRIPTS):
        return None
    base = language.partition("-")[0]
    return next((tag for tag in (language, base) if tag in shipped_languages()), None)


def catalogue(language: str) -> Mapping[str, Entry]:
    """All phrases of a shipped language by key. Raises KeyError where there is none."""
    found = _of(language)
    if found is None:
        raise KeyError(language)
    return found


@lru_cache(maxsize=16)
def _of(language: str) -> Mapping[str, Entry] | None:
    name = catalogue_of(language)
    if name is None:
        return None
    text = files("wallboard").joinpath("languages", f"{name}.toml").read_text("utf-8")
    return dict(_flat(tomllib.loads(text)))


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, Entry]]:
    """The phrases of nested tables by dotted key; a table with an `other` is one phrase with its plural forms."""
    found: list[tuple[str, Entry]] = []
    for name, value in table.items():
        if isinstance(value, Mapping) and "other" not in value:
            found += _flat(value, f"{above}{name}.")
        else:
            found.append((f"{above}{name}", value))  # type: ignore[arg-type]  # texts, as a test makes sure
    return found
