"""What the page of a milestone offers to take home: its pictures in all shapes, and the files of the edition."""

from __future__ import annotations

from wallboard.core.instants import MINUTE_US
from wallboard.core.wording import say
from wallboard.press import writing
from wallboard.press.album import CHECKSUMS, FILM, AlbumPicture, EditionFiles
from wallboard.press.desk import PressEdition, PressMilestone
from wallboard.press.orders import has_card
from wallboard.press.page_context import Making, Row
from wallboard.press.picture_words import SHAPES, role_name
from wallboard.press.speaking import Speaker

FILM_AWAITED_US = 2 * MINUTE_US
"""How long a page says that the film will come."""


def picture_row(picture: AlbumPicture | None, number: int) -> Row | None:
    """A picture of the edition `number` as templates show it."""
    if picture is None:
        return None
    return {
        "png": f"r{number}/{picture.png}",
        "jpg": f"r{number}/{picture.jpg}",
        "name": picture.png,
        "width": picture.width,
        "height": picture.height,
    }


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 10**6 else f"{max(1, size // 1000)} KB"


def quick(still: AlbumPicture | None, files: EditionFiles, speaker: Speaker) -> str:
    """What the button under the picture on a phone says."""
    return "" if still is None else speaker.t("picture_jpeg", size=_size(files.files[still.jpg][0]))


def downloads(making: Making, milestone: PressMilestone, files: EditionFiles, speaker: Speaker) -> list[Row]:
    """What can be downloaded: the format, what it is, its size; what is on its way says when it comes."""
    made = milestone.last
    number = made.edition.number

    def row(kind: str, name: str, what: str, *, size: str = "", coming: str = "") -> list[Row]:
        if name in files.files:
            size = size or _size(files.files[name][0])
            return [{"kind": kind, "href": f"r{number}/{name}", "what": speaker.t(what), "size": size}]
        return [{"kind": kind, "href": "", "what": speaker.t(what), "size": speaker.t(coming)}] if coming else []

    card = files.picture("card") or next(iter(files.pictures), None)
    listed = "" if files.whole else "in_seconds"
    everything = ""
    if "all.zip" in files.files:
        count = say("press.files", n=len(files.files) - 1).first(speaker.language)
        everything = f"{count} · {_size(files.files['all.zip'][0])}"
    rows = row("ZIP", "all.zip", "everything", size=everything, coming=listed)
    for name in () if card is None else (card.png, card.jpg):
        what = speaker.t("picture", size=f"{card.width} × {card.height}") if card else ""
        kind = "PNG" if name.endswith(".png") else "JPEG"
        rows.append({"kind": kind, "href": f"r{number}/{name}", "what": what, "size": _size(files.files[name][0])})
    rows += row("MP4", FILM, "film", coming="in_a_minute" if _is_filmed(making, made) else "")
    rows += row("CSV", "totals.csv", "tables_of_instant")
    rows += row("TXT", "captions.txt", "captions_file", coming=listed)
    return rows + row("SHA-256", CHECKSUMS, "checksums", coming=listed)


def _is_filmed(making: Making, made: PressEdition) -> bool:
    """Whether a film of the moment is on its way; one that is late may never come."""
    since_us = making.desk.playhead_us - made.edition.milestone.commit_us
    return making.site.live and making.site.texts.films and has_card(made) and since_us < FILM_AWAITED_US


def shapes(making: Making, files: EditionFiles, number: int, speaker: Speaker) -> list[Row]:
    """The pictures beside the main one."""
    rows = []
    for picture in files.pictures:
        if picture.role in ("card", "open_graph"):
            continue
        what = role_name(picture.role, making, speaker.language)
        if picture.role not in SHAPES:
            what = f"{what}, {speaker.t('as_of_time', time=writing.time_text(picture.at_us, making.desk.facts))}"
        rows.append((picture_row(picture, number) or {}) | {"what": what, "alt": what})
    return rows
