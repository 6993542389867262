"""All pages of the desk as files, made of templates that escape whatever they are given."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wallboard.press import colours, sentences, writing
from wallboard.press.clean_text import printable
from wallboard.press.front_page import front
from wallboard.press.milestone_page import milestone_page
from wallboard.press.other_pages import corrections_page, embed_page
from wallboard.press.page_context import Making, Row, around, ordered_languages, spoken

_HERE: Final = Path(__file__).parent
STATIC: Final = (
    "press.css", "press.js", "fonts/barlow-condensed-600.woff2", "fonts/barlow-condensed-700.woff2",
    "fonts/barlow-condensed-800i.woff2",
)  # fmt: skip


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _fit(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def rendered(template: str, context: dict[str, Any]) -> bytes:
    """A page of a template, as UTF-8."""
    return _templates().get_template(template).render(context).encode("utf-8", "replace")


def static_files(making: Making) -> dict[str, bytes]:
    """What the pages look like: style sheets, the script, fonts."""
    found = {name: (_HERE / "static" / name).read_bytes() for name in STATIC}
    own = colours.style(making.site.colours)
    return found | ({"theme.css": own.encode()} if own else {})


def front_pages(making: Making) -> dict[str, bytes]:
    """The front page in each of the event's languages, by its path."""
    found: dict[str, bytes] = {}
    for place, tag in enumerate(making.site.languages):
        speaker = making.site.speaker(tag)
        found[f"{tag}/index.html"] = rendered("front.html", front(making, speaker, up="../", page="../{}/"))
        if place == 0:
            found["index.html"] = rendered("front.html", front(making, speaker, up="", page="{}/"))
    return found


def lasting_pages(making: Making) -> dict[str, bytes]:
    """The pages that change seldom: milestones, corrections, embedded pages, in each of the event's languages."""
    found: dict[str, bytes] = {}
    for place, tag in enumerate(making.site.languages):
        speaker = making.site.speaker(tag)
        listed = rendered("corrections.html", corrections_page(making, speaker, up="../", page="{}.html"))
        found |= _twice("corrections", tag, listed, leading=place == 0)
        for milestone in making.shown:
            page = milestone_page(making, milestone, speaker, up="../../", page="{}.html")
            found |= _twice(f"m/{milestone.id}", tag, rendered("milestone.html", page), leading=place == 0)
            embed = rendered("embed.html", embed_page(making, milestone, speaker))
            found |= _twice(f"embed/{milestone.id}", tag, embed, leading=place == 0)
        for id_ in sorted(making.withheld):
            waiting = rendered("embargo.html", _embargo(making, tag, making.withheld[id_]))
            found |= _twice(f"m/{id_}", tag, waiting, leading=place == 0)
    return found


def _twice(folder: str, tag: str, page: bytes, *, leading: bool) -> dict[str, bytes]:
    """A page in its language; the leading one is also what the folder's own address shows."""
    return {f"{folder}/{tag}.html": page} | ({f"{folder}/index.html": page} if leading else {})


def _embargo(making: Making, tag: str, opens_us: int | None) -> Row:
    """A page that waits tells when it opens, and nothing else."""
    site, desk, speaker = making.site, making.desk, making.site.speaker(tag)
    frame = around(site, desk, speaker, up="../../", here="milestones", page="{}.html", version=making.version)
    tags = ordered_languages(site, speaker)
    return frame | {
        "notes": spoken([(tag, sentences.embargo_note(desk, opens_us, tag)) for tag in tags]),
        "opens": writing.time_text(opens_us, desk.facts),
        "opens_where": "" if opens_us is None else writing.zone_name(opens_us, desk.facts, tag),
        "opens_date": "" if opens_us is None else writing.long_date(opens_us, desk.facts, tag),
        "opens_utc": "" if opens_us is None else f"{writing.utc_time(opens_us)} UTC",
    }


def version_of(found: dict[str, bytes]) -> str:
    """A short name of what files say, which changes when one of them does."""
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(name.encode())
        digest.update(hashlib.sha256(found[name]).digest())
    return digest.hexdigest()[:16]
