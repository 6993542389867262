"""Issuing an edition: pictures with their notes, captions, tables and checksums, in a folder that is only added to."""

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
    NOTHING,
    THUMB,
    AlbumPicture,
    EditionFiles,
    folder_of,
    measured,
    read_edition,
    sums_text,
)
from wallboard.press.clean_text import printable
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
from wallboard.recording.plain_files import put_file

ZIP: Final = "all.zip"
CAPTIONS: Final = "captions.txt"


@dataclass(slots=True)
class EditionWork:
    """Pictures of an edition in the making, in a folder beside its own.

    The first of them make the edition appear, with its tables; the last bring the texts that list them all. So many
    as `most` are drawn at once, all that are missing for None. No file that is there is written again.
    """

    making: Making
    milestone: PressMilestone
    made: PressEdition
    root: Path
    most: int | None = None

    @property
    def folder(self) -> Path:
        """Where the edition lies, or will."""
        return folder_of(self.root, self.milestone.id, self.made.edition.number)

    @property
    def part(self) -> Path:
        """Where new files are made."""
        return self.folder.with_name(self.folder.name + ".part")

    @property
    def before(self) -> EditionFiles:
        """What is there already."""
        return self.making.album.get((self.milestone.id, self.made.edition.number), NOTHING)

    @property
    def missing(self) -> tuple[AlbumPicture, ...]:
        """The pictures that are not there."""
        known = {picture.role for picture in self.before.pictures}
        wanted = pictures_of(self.making.desk, self.milestone, self.made, self.making.site.texts.layouts)
        return tuple(picture for picture in wanted if picture.role not in known)

    @property
    def pictures(self) -> tuple[AlbumPicture, ...]:
        """Those that are made now."""
        return self.missing[: self.most]

    def begin(self) -> tuple[Order, ...]:
        """Make room, and say what is to be drawn, by paths below the root. Raises WallboardError."""
        try:
            shutil.rmtree(self.part, ignore_errors=True)
            self.part.mkdir(parents=True)
        except OSError as error:
            raise self._failed(error) from None
        strip = _strip(self.making, self.milestone, self.made)
        where, first = self.part.relative_to(self.root).as_posix(), not self.before.files
        return orders_of(self.making.desk, self.made, self.pictures, strip, where, thumb=first)

    def finish(self) -> EditionFiles:
        """Give the pictures their notes, write all else, and let them appear. Raises WallboardError."""
        before, pictures = self.before, self.pictures
        every = (*before.pictures, *pictures)
        whole = len(pictures) == len(self.missing)
        live, confirmed_us = self.making.site.live, self.made.instant.gmv.confirmed_us
        issued_us = before.issued_us if before.files else self.making.desk.made_us if live else confirmed_us
        try:
            names = self._with_notes(pictures)
            if not before.files:
                names += [*([THUMB] if pictures else []), *self._tables()]
            files = before.files | measured(self.part, names)
            if whole:
                files |= self._lists(every, files)
            found = EditionFiles(every, files, issued_us, whole)
            (self.part / MANIFEST).write_bytes(msgspec.json.encode(found))
            self._appear()
        except (OSError, ValueError) as error:
            raise self._failed(error) from None
        return found

    def clear(self) -> None:
        """Take away what is left of an edition that could not be made: a full disk has no room for it."""
        shutil.rmtree(self.part, ignore_errors=True)

    def _with_notes(self, pictures: tuple[AlbumPicture, ...]) -> list[str]:
        """The files of pictures as they are given out: with their notes, and signed where there is a key."""
        names = []
        for picture in pictures:
            notes, key = _notes(self.making, self.milestone, self.made, picture), self.making.site.key
            for name in (picture.png, picture.jpg):
                body = with_notes((self.part / name).read_bytes(), notes)
                if key is not None:
                    body = signed(body, name, notes.title, notes.figures, key)
                (self.part / name).write_bytes(body)
                names.append(name)
        return names

    def _tables(self) -> list[str]:
        """Write the figures of the instant."""
        making, instant = self.making, self.made.instant
        texts = {
            "totals.csv": as_csv(TOTAL_COLUMNS, total_rows(making.desk, instant)),
            "rankings.csv": rankings_table(making, instant, instant.rankings),
            "figures.json": as_json(edition_document(making, self.milestone, self.made)),
        }
        for name, body in texts.items():
            (self.part / name).write_bytes(body)
        return list(texts)

    def _lists(
        self, pictures: tuple[AlbumPicture, ...], files: dict[str, tuple[int, str]]
    ) -> dict[str, tuple[int, str]]:
        """Write what lists the edition: all captions, the checksums of all files, the archive of all."""
        part, key = self.part, self.making.site.key
        captions = captions_text(self.making, self.milestone, self.made, pictures)
        (part / CAPTIONS).write_bytes(captions.encode("utf-8", "replace"))
        files = files | measured(part, [CAPTIONS])
        listed = sums_text(files).encode()
        (part / CHECKSUMS).write_bytes(listed)
        lists = [CHECKSUMS]
        if key is not None:
            (part / SIGNATURE).write_bytes(sign_list(listed, key))
            lists.append(SIGNATURE)
        # Stored: pictures are compressed already. A machine whose clock is lost has files of 1970, which ZIP has not.
        with zipfile.ZipFile(part / ZIP, "w", strict_timestamps=False) as archive:
            for name in (*(name for name in files if name != THUMB), *lists):
                path = part / name if (part / name).exists() else self.folder / name
                archive.write(path, f"{self.milestone.id}-r{self.made.edition.number}/{name}", zipfile.ZIP_STORED)
        return {CAPTIONS: files[CAPTIONS], **measured(part, [*lists, ZIP])}

    def _appear(self) -> None:
        """Let the new files be found; their list comes last, so that it never names what is not there."""
        if not self.before.files:
            if self.folder.exists():  # half of an edition whose making was cut short before its list was there
                shutil.rmtree(self.folder)
            self.part.rename(self.folder)
            return
        for path in sorted(self.part.iterdir(), key=lambda path: path.name == MANIFEST):
            path.replace(self.folder / path.name)
        self.part.rmdir()

    def _failed(self, error: OSError | ValueError) -> WallboardError:
        reason = getattr(error, "strerror", None) or str(error)
        which = f"r{self.made.edition.number} of {self.milestone.id}"
        return WallboardError(f"the edition {which} cannot be written ({reason}): {self.folder}")


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
        put_file(folder / MANIFEST, msgspec.json.encode(whole))
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
    return printable("\n\n\n".join(parts) + "\n")


def _strip(making: Making, milestone: PressMilestone, made: PressEdition) -> tuple[str, ...]:
    """The lines under a picture for links: what it is, what that means, the sum with its time, and where it is from."""
    speaker, desk = making.site.speaker(making.site.languages[0]), making.desk
    language, passed = speaker.language, made.edition.milestone
    words = "simulated" if desk.simulated else "mark_confirmed"
    status = " ".join(text for text in (speaker.t(words), speaker.o_text(words)) if text)
    meaning = speaker.t("band_short") if desk.simulated else sentences.event_title(desk.facts, language)
    by = "" if passed.exact else f"{say('wall.by').first(language)} "
    time = f"{by}{writing.time_text(passed.at_us, desk.facts)} {writing.zone_name(passed.at_us, desk.facts, language)}"
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
