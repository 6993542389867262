"""From a recording to the desk's folder: read, issue what is new, write the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from markupsafe import Markup

from wallboard.core.instants import MINUTE_US
from wallboard.core.playhead import PlayheadMode
from wallboard.press import sentences
from wallboard.press.album import FILM, Album, folder_of, read_edition
from wallboard.press.data_files import as_json, data_files
from wallboard.press.desk import Desk, DeskReader, PressEdition, PressMilestone
from wallboard.press.feeds import feeds
from wallboard.press.folder import PageFolder
from wallboard.press.issuing import EditionWork, add_film
from wallboard.press.orders import Draw, MakeFilm, film_span, rehearsing
from wallboard.press.page_context import Making, Site
from wallboard.press.pages import front_pages, lasting_pages, static_files, version_of
from wallboard.press.releases import Withheld

NONE: Final[Withheld] = {}
"""Nothing waits."""


@dataclass(slots=True)
class Publisher:
    """Keeps a folder up to a recording; editions are issued once and stay as they are."""

    site: Site
    desks: DeskReader
    folder: PageFolder
    draw: Draw
    film: MakeFilm | None = None
    album: Album = field(default_factory=dict)
    version: str = ""
    _said: object = None
    _lasting: dict[str, bytes] = field(default_factory=dict)

    def desk_at(self, playhead_us: int, mode: PlayheadMode) -> Desk:
        """The desk at an instant of recording time. Raises RecordingError."""
        return self.desks.at(playhead_us, mode)

    def missing(self, desk: Desk, withheld: Withheld = NONE) -> list[tuple[PressMilestone, PressEdition]]:
        """The editions that are not whole yet, oldest first; what was issued before is taken up as it is."""
        found = []
        for milestone in desk.milestones:
            if milestone.id in withheld:
                continue
            for made in milestone.editions:
                key = milestone.id, made.edition.number
                if key not in self.album:
                    files = read_edition(folder_of(self.folder.root, *key))
                    if files.files:
                        self.album[key] = files
                if key not in self.album or not self.album[key].whole:
                    found.append((milestone, made))
        return sorted(found, key=lambda pair: pair[1].edition.milestone.commit_us)

    def issue(
        self, desk: Desk, editions: Sequence[tuple[PressMilestone, PressEdition]], most: int | None = None
    ) -> None:
        """Make the files of editions that are missing, all or with so many pictures as `most`, drawn in one go.

        Raises WallboardError.
        """
        making, root = Making(self.site, desk, self.album), self.folder.root
        works = [EditionWork(making, milestone, made, root, most) for milestone, made in editions]
        try:
            orders = [order for work in works for order in work.begin()]
            if orders:
                self.draw(self.desks.path, orders, root)
            for work in works:
                self.album[work.milestone.id, work.made.edition.number] = work.finish()
        finally:
            for work in works:
                work.clear()

    def rehearse(self, desk: Desk) -> None:
        """Have what an edition needs drawn once and thrown away, so that the first one comes sooner.

        Raises WallboardError.
        """
        gmv = desk.instant.gmv
        if gmv.committed_us is not None and gmv.value is not None:
            orders = rehearsing(gmv.committed_us, gmv.value, self.site.texts.layouts)
            self.draw(self.desks.path, orders, self.folder.root)

    def missing_films(self, desk: Desk, withheld: Withheld = NONE) -> list[tuple[PressMilestone, PressEdition]]:
        """The editions that stand, have their pictures and no film yet, and whose moment the recording holds whole."""
        found = []
        for milestone in desk.milestones if self.film is not None else ():
            made = milestone.last
            files = self.album.get((milestone.id, made.edition.number))
            span = film_span(desk, made)
            if milestone.id in withheld or made.edition.withdrawn or files is None or not files.whole or span is None:
                continue
            if FILM not in files.files and desk.made_us is not None and desk.made_us > span[1]:
                found.append((milestone, made))
        return found

    def make_film(self, desk: Desk, milestone: PressMilestone, made: PressEdition) -> None:
        """Add its film to an edition, which stays as it is otherwise. Raises WallboardError."""
        span, key = film_span(desk, made), (milestone.id, made.edition.number)
        assert self.film is not None, "asked for before"
        assert span is not None, "likewise"
        making = Making(self.site, desk, self.album)
        self.album[key] = add_film(making, milestone, made, self.folder.root, self._filmed(span))

    def _filmed(self, span: tuple[int, int]) -> Callable[[Path], None]:
        film = self.film
        assert film is not None, "asked for before"
        return lambda path: film(self.desks.path, *span, path)

    def write(self, desk: Desk, withheld: Withheld = NONE) -> tuple[str, ...]:
        """Write all pages as they are now; the names of those that changed. Raises WallboardError.

        Of what is `withheld` nothing is told but that its page waits.
        """
        desk = replace(desk, milestones=tuple(m for m in desk.milestones if m.id not in withheld))
        making = Making(self.site, desk, dict(self.album), withheld)
        data = data_files(making) | feeds(making)
        self.version = version_of(data)
        making = replace(making, version=self.version)
        said = _lasting_key(making)
        if said != self._said:
            self._lasting = lasting_pages(making) | static_files(making) | oembeds(making)
            self._said = said
        files = front_pages(making) | self._lasting | data_files(making) | feeds(making)
        return self.folder.write(files)


def _lasting_key(making: Making) -> object:
    """What the pages that change seldom depend on; their times are those of the minute."""
    desk = making.desk
    minute = None if desk.made_us is None else desk.made_us // MINUTE_US
    issued = frozenset((*key, len(files.files)) for key, files in making.album.items())
    return desk.milestones, desk.corrections, desk.simulated, desk.notices, issued, making.withheld, minute


def oembeds(making: Making) -> dict[str, bytes]:
    """What tells other sites how to put a milestone into theirs."""
    site, leading = making.site, making.site.languages[0]
    if not site.address:
        return {}
    found = {}
    for milestone in making.shown:
        title = sentences.lead(making.desk.simulated, leading) + sentences.news_title(making.desk, milestone, leading)
        frame = Markup('<iframe src="{}" width="600" height="340" title="{}" loading="lazy" style="border:0"></iframe>')
        document = {
            "version": "1.0",
            "type": "rich",
            "width": 600,
            "height": 340,
            "title": title,
            "provider_name": site.texts.credit.first(leading),
            "provider_url": site.url(""),
            "html": str(frame.format(site.url(f"embed/{milestone.id}/"), title)),
        }
        found[f"embed/{milestone.id}.json"] = as_json(document)
    return found
