"""What every page of the desk says around its own matter: texts, links, languages, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wallboard.config.press_settings import PressSettings
from wallboard.core.contract.snapshot import Name
from wallboard.core.ranks import RankEntry
from wallboard.core.wording import LanguageName, Said, say
from wallboard.press import sentences, writing
from wallboard.press.album import Album
from wallboard.press.credentials import SigningKey
from wallboard.press.desk import Desk, PressMilestone
from wallboard.press.instants import PressFigure, PressInstant
from wallboard.press.releases import Withheld
from wallboard.press.sentences import Sentence
from wallboard.press.speaking import Speaker

Row = dict[str, Any]
"""What a template is given of one thing."""
DATA_FILES = (
    "feed.json", "atom.xml", "state.json", "milestones.json", "milestones.csv", "rankings.csv", "cities.csv",
    "corrections.json", "curve.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages are made with: the desk's texts, the event's languages and colours.

    `live`: the pages are served with an event stream.
    """

    texts: PressSettings
    languages: tuple[str, ...]
    colours: Mapping[str, str] = field(default_factory=dict)
    layouts: Mapping[str, Said] = field(default_factory=dict)
    """What layouts are called, for pictures of them."""
    live: bool = False
    key: SigningKey | None = None
    """Signs pictures and lists; None: nothing is signed."""

    @property
    def address(self) -> str:
        """Where the pages are found, without a slash at its end; "" where nobody has said."""
        return self.texts.address or ""

    def speaker(self, language: str) -> Speaker:
        """The page's languages: that one leads."""
        other = next((tag for tag in self.languages if tag != language), "")
        return Speaker(language, other)

    def definition(self, desk: Desk) -> Name:
        """What the total means."""
        configured = self.texts.definition
        return sentences.definition_of(desk.facts, Name() if configured is None else configured.name)

    def url(self, path: str) -> str:
        """A page's whole address, or its path where nobody has said where the pages will be."""
        return f"{self.address}/{path}"


def around(site: Site, desk: Desk, speaker: Speaker, *, up: str, here: str, page: str, version: str) -> Row:
    """The frame of a page.

    `up` leads to the root, `here` is the entry of the navigation that it belongs to, `page` its file by language:
    "{}/" for the front page in a language.
    """
    language, texts = speaker.language, site.texts
    home = f"{language}/"
    front = f"{up}{home}"
    name = texts.contact
    mail = name if "@" in name and " " not in name else ""
    count = len(desk.corrections)
    return {
        "t": speaker.t, "o": speaker.o, "o_text": speaker.o_text,
        "language": language, "other": speaker.other, "up": up, "home": home, "here": here, "version": version,
        "page_name": f"{language}.html",
        "events": f"{up}events" if site.live else "",
        "simulated": desk.simulated,
        "simulated_title": f"{speaker.t('simulated')} · " if desk.simulated else "",
        "theme": bool(site.colours), "logo": desk.facts.logo,
        "event": sentences.event_title(desk.facts, language),
        "links": [
            ("figures", front), ("milestones", f"{front}#milestones"), ("tables", f"{front}#tables"),
            ("corrections", f"{up}corrections/{language}.html"), ("how_to_cite", f"{front}#cite"),
            ("feeds", f"{front}#feeds"),
        ],
        "tongues": [(tag, LanguageName(tag).first(tag), page.format(tag)) for tag in site.languages],
        "alternates": [(tag, page.format(tag)) for tag in site.languages],
        "correction_count": count,
        "corrections_line": corrections_line(count, language),
        "notices": desk.notices,
        "contact": name, "mail": mail,
        "licence": texts.licence.first(language), "credit": texts.credit.first(language),
        "data_files": DATA_FILES, "made": writing.time_text(desk.made_us, desk.facts),
    }  # fmt: skip


def corrections_line(count: int, language: str) -> str:
    """How many corrections there were."""
    return say("press.corrections_none").first(language) if not count else say(
        "press.corrections_some", n=count
    ).first(language)  # fmt: skip


def spoken(found: Sequence[tuple[str, Sentence]]) -> list[Row]:
    """Sentences by language, for a box that they are copied from."""
    return [
        {
            "language": tag, "name": LanguageName(tag).first(tag), "lead": each.lead, "text": each.text,
            "whole": str(each), "word": say("press.copy").first(tag),
        }
        for tag, each in found
    ]  # fmt: skip


def ordered_languages(site: Site, speaker: Speaker) -> tuple[str, ...]:
    """The event's languages, the page's own first."""
    return (speaker.language, *(tag for tag in site.languages if tag != speaker.language))


def _time(figure: PressFigure, desk: Desk) -> str:
    return writing.time_text(figure.at_us, desk.facts)


def totals(desk: Desk, instant: PressInstant, speaker: Speaker) -> list[Row]:
    """The figures beside the total; one that is older than the total says of when it is."""
    rows = []
    for figure in instant.figures[1:]:
        first, other = speaker.name(writing.title(figure, desk.facts))
        older = figure.at_us is not None and figure.at_us != instant.gmv.at_us
        rows.append(
            {
                "title": first,
                "other": other,
                "value": writing.figure_text(figure, instant.own, speaker.language),
                "at": speaker.t("withdrawn") if figure.withdrawn else _time(figure, desk) if older else "",
            }
        )
    return rows


def rank_rows(entries: Sequence[RankEntry], instant: PressInstant, speaker: Speaker, most: int) -> list[Row]:
    """The first entries of a ranking."""
    rows = []
    for entry in entries[:most]:
        first, other = speaker.name(entry.name)
        rows.append(
            {
                "name": first or entry.id,
                "other": other,
                "amount": writing.short(entry.gmv_fen, instant.own, speaker.language),
                "short": writing.short(entry.gmv_fen, instant.own, speaker.other) if speaker.other else "",
            }
        )
    return rows


def sum_text(milestone: PressMilestone, language: str) -> str:
    """A sum in a language: RMB 10 billion, 100亿元."""
    return writing.round_sum(milestone.history.gmv_fen, milestone.last.instant.own, language)


def visible(milestones: Sequence[PressMilestone], withheld: Withheld) -> list[PressMilestone]:
    """The milestones that are not under embargo, in the order they were passed last."""
    shown = [m for m in milestones if m.id not in withheld]
    return sorted(shown, key=lambda m: (m.last.edition.milestone.at_us, m.history.gmv_fen))


@dataclass(frozen=True, slots=True)
class Making:
    """One making of all pages: the site, the desk, the files there are, and what is withheld."""

    site: Site
    desk: Desk
    album: Album
    withheld: Withheld = field(default_factory=dict)
    version: str = ""

    @property
    def shown(self) -> list[PressMilestone]:
        """The milestones that may be told of."""
        return visible(self.desk.milestones, self.withheld)
