"""Issuing an edition: pictures with their notes, captions, tables and checksums, in a folder that is never changed."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from wallboard.core.errors import WallboardError
from wallboard.core.wording import say
from wallboard.press import sentences, writing
from wallboard.press.album import (
    CHECKSUMS,
    FILM,
    MANIFEST,
    THUMB,
    AlbumPicture,
    EditionFiles,
    folder_of,
    measured,
    read_edition,
    sums_text,
)
from wallboard.press.credentials import SIGNATURE, sign_list, signed
from wallboard.press.data_files import (
    TOTAL_COLUMNS,
    as_csv,
    as_json,
    edition_document,
    rankings_table,
    total_rows,
)
from wallboard.press.desk import PressEdition, PressMilestone
from wallboard.press.orders import Order, orders_of, pictures_of
from wallboard.press.page_context import Making, sum_text
from wallboard.press.picture_words import picture_captions
from wallboard.press.xmp import PictureNotes, with_notes

ZIP: Final = "all.zip"


@dataclass(slots=True)
class EditionWork:
    """One edition in the making, in a folder beside its own that gets its name when all of it is there."""

    making: Making
    milestone: PressMilestone
    made: PressEdition
    root: Path

    @property
    def folder(self) -> Path:
        """Where the edition will lie."""
        return folder_of(self.root, self.milestone.id, self.made.edition.number)

    @property
    def part(self) -> Path:
        """Where it is made."""
        return self.folder.with_name(self.folder.name + ".part")

    @property
    def pictures(self) -> tuple[AlbumPicture, ...]:
        """Its pictures, drawn or not."""
        return pictures_of(self.making.desk, self.milestone, self.made, self.making.site.texts.layouts)

    def begin(self) -> tuple[Order, ...]:
        """Make room, and say what is to be drawn, by paths below the root. Raises WallboardError."""
        try:
            shutil.rmtree(self.part, ignore_errors=True)
            self.part.mkdir(parents=True)
        except OSError as error:
            raise self._failed(error) from None
        strip = _strip(self.making, self.milestone, self.made)
        where = self.part.relative_to(self.root).as_posix()
        return orders_of(self.making.desk, self.made, self.pictures, strip, where)

    def finish(self) -> EditionFiles:
        """Give the pictures their notes, write all else, and let the edition appear. Raises WallboardError."""
        pictures, part, key = self.pictures, self.part, self.making.site.key
        try:
            for picture in pictures:
                notes = _notes(self.making, self.milestone, self.made, picture)
                for name in (picture.png, picture.jpg):
                    body = with_notes((part / name).read_bytes(), notes)
                    if key is not None:
                        body = signed(body, name, notes.title, notes.figures, key)
                    (part / name).write_bytes(body)
            files = _written(self.making, self.milestone, self.made, pictures, part)
            if self.folder.exists():  # half of an edition whose making was cut short before its list was there
                shutil.rmtree(self.folder)
            part.rename(self.folder)
        except (OSError, ValueError) as error:
            raise self._failed(error) from None
        return files

    def clear(self) -> None:
        """Take away what is left of an edition that could not be made: a full disk has no room for it."""
        shutil.rmtree(self.part, ignore_errors=True)

    def _failed(self, error: OSError | ValueError) -> WallboardError:
        reason = getattr(error, "strerror", None) or str(error)
        which = f"r{self.made.edition.number} of {self.milestone.id}"
        return WallboardError(f"the edition {which} cannot be written ({reason}): {self.folder}")


def _written(
    making: Making, milestone: PressMilestone, made: PressEdition, pictures: tuple[AlbumPicture, ...], part: Path
) -> EditionFiles:
    """The texts and tables beside the pictures, the archive of all, and their list."""
    desk, instant = making.desk, made.instant
    texts = {
        "captions.txt": captions_text(making, milestone, made, pictures).encode("utf-8", "replace"),
        "totals.csv": as_csv(TOTAL_COLUMNS, total_rows(desk, instant)),
        "rankings.csv": rankings_table(making, instant, instant.rankings),
        "figures.json": as_json(edition_document(making, milestone, made)),
    }
    for name, body in texts.items():
        (part / name).write_bytes(body)
    names = [*(name for p in pictures for name in (p.png, p.jpg)), *([THUMB] if pictures else []), *texts]
    files = measured(part, names)
    listed = sums_text(files).encode()
    (part / CHECKSUMS).write_bytes(listed)
    lists = [CHECKSUMS]
    if making.site.key is not None:
        (part / SIGNATURE).write_bytes(sign_list(listed, making.site.key))
        lists.append(SIGNATURE)
    with zipfile.ZipFile(part / ZIP, "w") as archive:  # stored: pictures are compressed already
        for name in (*(n for n in files if n != THUMB), *lists):
            archive.write(part / name, f"{milestone.id}-r{made.edition.number}/{name}", zipfile.ZIP_STORED)
    files |= measured(part, [*lists, ZIP])
    found = EditionFiles(pictures, files, desk.made_us if making.site.live else instant.gmv.confirmed_us)
    (part / MANIFEST).write_bytes(msgspec.json.encode(found))
    return found


def add_film(
    making: Making, milestone: PressMilestone, made: PressEdition, root: Path, film: Callable[[Path], None]
) -> EditionFiles:
    """Put the film of an edition beside its pictures, with a checksum of its own: the list of those is made already.

    Raises:
        WallboardError: it cannot be made or written; nothing of it is there then.
    """
    folder = folder_of(root, milestone.id, made.edition.number)
    part, name = folder / "film.part.mp4", FILM
    try:
        film(part)
        key, files = making.site.key, read_edition(folder)
        if key is not None:
            card = files.pictures[0]
            notes = _notes(making, milestone, made, card)
            part.write_bytes(signed(part.read_bytes(), name, notes.title, notes.figures, key))
        part.replace(folder / name)
        found = measured(folder, [name])
        (folder / f"{name}.sha256").write_text(sums_text(found), encoding="utf-8")
        found |= measured(folder, [f"{name}.sha256"])
        whole = msgspec.structs.replace(files, files={**files.files, **found})
        (folder / f"{MANIFEST}.part").write_bytes(msgspec.json.encode(whole))
        (folder / f"{MANIFEST}.part").replace(folder / MANIFEST)
    except OSError as error:
        msg = f"the film of {milestone.id} cannot be written ({error.strerror}): {folder}"
        raise WallboardError(msg) from None
    finally:
        part.unlink(missing_ok=True)
    return whole


def captions_text(
    making: Making, milestone: PressMilestone, made: PressEdition, pictures: tuple[AlbumPicture, ...]
) -> str:
    """The captions of all pictures, each under the picture's name."""
    parts = []
    for picture in pictures:
        said = picture_captions(making, milestone, made, picture)
        parts.append("\n".join((picture.png, picture.jpg, "", *map(str, said.values()))))
    return "\n\n\n".join(parts) + "\n"


def _strip(making: Making, milestone: PressMilestone, made: PressEdition) -> tuple[str, ...]:
    """The lines under a picture for links: what it is, what that means, the sum with its time, and where it is from."""
    speaker, desk = making.site.speaker(making.site.languages[0]), making.desk
    language, passed = speaker.language, made.edition.milestone
    words = "simulated" if desk.simulated else "mark_confirmed"
    status = " ".join(text for text in (speaker.t(words), speaker.o_text(words)) if text)
    meaning = speaker.t("band_short") if desk.simulated else sentences.event_title(desk.facts, language)
    by = "" if passed.exact else f"{say('wall.by').first(language)} "
    time = f"{by}{writing.time_text(passed.at_us, desk.facts)} {writing.zone_name(desk.facts, language)}"
    sum_ = f"{sum_text(milestone, language)} · {time}"
    where = " · ".join(
        text
        for text in (
            writing.date_text(passed.at_us, desk.facts, language),
            making.site.url(f"m/{milestone.id}/").partition("://")[2],
        )
        if text
    )
    return status, meaning, sum_, where


def _notes(making: Making, milestone: PressMilestone, made: PressEdition, picture: AlbumPicture) -> PictureNotes:
    desk, texts, instant = making.desk, making.site.texts, made.instant
    origin, passed = instant.provenance, made.edition.milestone
    captions = {tag: str(each) for tag, each in picture_captions(making, milestone, made, picture).items()}
    of_layout = picture.role in texts.layouts
    minor = instant.gmv.value if of_layout else milestone.history.gmv_fen
    figures: Mapping[str, str] = {
        "figure": writing.plain(minor or 0, instant.own),
        "currency": instant.own.code,
        "kind": "total" if of_layout else "milestone",
        "at": writing.iso(instant.gmv.at_us if of_layout else passed.at_us, desk.facts) or "",
        "milestone": milestone.id,
        "edition": str(made.edition.number),
        "simulated": str(instant.simulated or desk.simulated).lower(),
        "recording": "" if origin is None else origin.recording,
        "recordingId": "" if origin is None else origin.identity,
        "answer": "" if origin is None else str(origin.answer),
        "answerSha256": "" if origin is None else origin.sha256,
        "page": making.site.url(f"m/{milestone.id}/"),
    }
    leading = making.site.languages[0]
    title = f"{sentences.lead(desk.simulated, leading)}{sentences.news_title(desk, milestone, leading)}"
    rights = {tag: texts.licence.first(tag) for tag in making.site.languages}
    created = writing.iso(passed.at_us, desk.facts) or ""
    return PictureNotes(title, captions, texts.credit.first(leading), rights, created, figures)
