"""The phrases of a page of the press desk in its leading language, and beside it in a second one where it has two."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wallboard.core.wording import Said, say
from wallboard.press.instants import Mark

_GLYPHS = {
    "simulated": "◇", "replay": "↺", "frozen": "▪", "waiting": "◷", "held": "❚❚", "stale": "◷", "delayed": "◷",
    "clock": "◷", "corrected": "✎", "withdrawn": "✕", "final": "✓", "confirmed": "✓",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """The languages of a page: the leading one, and the one beside it ("" where there is none)."""

    language: str
    other: str = ""

    def t(self, key: str, **values: object) -> str:
        """A phrase of the press desk in the leading language."""
        return say(f"press.{key}", **values).first(self.language)

    def o_text(self, key: str, **values: object) -> str:
        """The same in the other language, "" where there is none or it says the same."""
        return self.beside(say(f"press.{key}", **values))

    def o(self, key: str, **values: object) -> Markup:
        """The same as an element that says which language it is in."""
        text = self.o_text(key, **values)
        return Markup('<span class="o" lang="{}">{}</span>').format(self.other, text) if text else Markup()

    def first(self, said: Said) -> str:
        """A text in the leading language."""
        return said.first(self.language)

    def beside(self, said: Said) -> str:
        """A text in the other language, "" where there is none or it says the same."""
        text = said.exact(self.other) if self.other else ""
        return "" if text == said.first(self.language) else text

    def mark(self, mark: Mark) -> dict[str, str]:
        """A mark with its glyph and words."""
        return {
            "kind": mark.kind,
            "glyph": _GLYPHS[mark.kind],
            "first": mark_word(mark, self.language),
            "other": mark_word(mark, self.other) if self.other else "",
        }

    def name(self, said: Said) -> tuple[str, str]:
        """A name and, where it has another in the other language, that."""
        return said.first(self.language), self.beside(said)


def mark_word(mark: Mark, language: str) -> str:
    """What a mark says in a language, with its age."""
    if mark.kind in ("simulated", "withdrawn"):
        return say(f"press.{mark.kind}").first(language)
    values = {} if mark.kind not in ("stale", "delayed", "clock") else {"time": age(mark, language)}
    return say(f"press.mark_{mark.kind}", **values).first(language)


def age(mark: Mark, language: str) -> str:
    """The age of a mark: seconds for STALE, else its largest unit, cut."""
    seconds = mark.age_s or 0
    if mark.kind == "stale":
        return say("age.seconds", n=seconds).first(language)
    size, unit = next(
        ((size, unit) for size, unit in ((3600, "hours"), (60, "minutes")) if seconds >= size), (1, "seconds")
    )
    return say(f"age.{unit}", n=seconds // size).first(language)
