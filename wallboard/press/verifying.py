"""Whether a picture is as the desk made it and, beside its recording, whether its figure is what that holds."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from wallboard.config.files import read_file
from wallboard.core.currencies import Currency
from wallboard.core.errors import WallboardError
from wallboard.core.instants import from_us, read_iso, to_us
from wallboard.press import credentials, writing
from wallboard.press.editions import corrections, histories
from wallboard.press.xmp import OWN, is_picture
from wallboard.recording.operator_log import recording_id
from wallboard.recording.reader import RecordingReader

Outcome = Literal["as made", "altered", "corrected", "cannot say", "contradicted"]
STATUS: Final[dict[Outcome, int]] = {"as made": 0, "altered": 1, "corrected": 2, "cannot say": 3, "contradicted": 4}
HEADLINE: Final[dict[Outcome, str]] = {
    "as made": "AS MADE",
    "altered": "ALTERED: do not use",
    "corrected": "AS MADE, but CORRECTED since: do not use",
    "cannot say": "CANNOT SAY",
    "contradicted": "CONTRADICTED: the recording does not hold that figure",
}
LARGEST: Final = 256 * 2**20
_XMP = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
_FAR_US: Final = 2**62


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """What came of it: the outcome, the headline, and lines of (what, how it is)."""

    outcome: Outcome
    headline: str
    lines: tuple[tuple[str, str], ...]

    @property
    def status(self) -> int:
        """The exit status that says it to programs."""
        return STATUS[self.outcome]


@dataclass(frozen=True, slots=True)
class _Integrity:
    """Whether the file is as it was made (None: nobody can say), and how that is known."""

    intact: bool | None
    lines: tuple[tuple[str, str], ...]
    claims: Mapping[str, str]


def verify(picture: Path, recording: Path | None = None, listed: Path | None = None) -> VerifyFinding:
    """Look at a picture, and at its figure in a recording.

    Raises:
        WallboardError: the picture, the list or the recording cannot be read.
    """
    body = _read(picture)
    digest = hashlib.sha256(body).hexdigest()
    found = _integrity(picture, body, digest, listed)
    lines = [("claims", _claim(found.claims)), *found.lines] if found.claims.get("figure") else list(found.lines)
    said = None if recording is None or not found.claims.get("figure") else _in_recording(recording, found.claims)
    if said is not None:
        lines.append(("recording", said[1]))
    if found.intact is False:
        lines.append(("use instead", found.claims.get("page", "") or "the page of the press desk"))
        return VerifyFinding("altered", HEADLINE["altered"], tuple(lines))
    if said is not None and said[0] in ("contradicted", "corrected"):
        if said[0] == "corrected" and found.intact is None:
            return VerifyFinding("corrected", "CORRECTED since: do not use", tuple(lines))
        return VerifyFinding(said[0], HEADLINE[said[0]], tuple(lines))
    if found.intact is None:
        lines.append(("try", "--list SHA256SUMS of the press desk: networks strip credentials"))
        return VerifyFinding("cannot say", HEADLINE["cannot say"], tuple(lines))
    headline = "AS MADE, and the recording says the same" if said is not None else HEADLINE["as made"]
    return VerifyFinding("as made", headline, tuple(lines))


def _read(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST)
    except OSError as error:
        msg = f"cannot be read ({error.strerror}): {path}"
        raise WallboardError(msg) from None


def _integrity(picture: Path, body: bytes, digest: str, listed: Path | None) -> _Integrity:
    lines: list[tuple[str, str]] = []
    verdicts: list[bool] = []
    claims: Mapping[str, str] = claims_of(body)
    if credentials.available() and credentials.kind_of(picture.name) is not None and is_picture(body):
        known = credentials.read_credentials(body, picture.name)
        if known is not None:
            verdicts.append(known.intact)
            claims = known.figure or claims
            if known.intact:
                lines.append(("picture", f"unchanged since it was signed (SHA-256 {digest[:12]}…)"))
                lines.append(("signed by", f"{known.signer}; own certificate, which no public authority vouches for"))
            else:
                lines.append(("picture", f"not what was signed ({', '.join(known.faults) or 'no valid signature'})"))
    if listed is not None:
        verdict, line = _by_list(picture, digest, listed)
        lines.append(("list", line))
        if verdict is not None:
            verdicts.append(verdict)
    if not verdicts:
        lines.append(("picture", f"bears no credentials that can be checked (SHA-256 {digest[:12]}…)"))
    return _Integrity(all(verdicts) if verdicts else None, tuple(lines), claims)


def _by_list(picture: Path, digest: str, listed: Path) -> tuple[bool | None, str]:
    """What a list of checksums says of a picture."""
    text = _read(listed)
    signature = listed.with_name(credentials.SIGNATURE)
    signer = "it is not signed"
    if signature.is_file():
        if not credentials.available():
            signer = "its signature cannot be checked here"
        else:
            name = credentials.list_signer(text, _read(signature))
            if name is None:
                return False, f"the list is not what was signed: {listed}"
            signer = f"signed by {name}"
    rows = [line.split(None, 1) for line in text.decode("utf-8", "replace").splitlines()]
    known = {row[1].strip(): row[0].lower() for row in rows if len(row) == 2}
    if digest in known.values():
        return True, f"holds this very file; {signer}"
    if picture.name in known:
        return False, f"holds another file of this name (SHA-256 {known[picture.name][:12]}…); {signer}"
    return None, f"does not name this file; {signer}"


def claims_of(body: bytes) -> dict[str, str]:
    """What the notes of a picture claim, by the names that the desk gives them; nothing where there are none."""
    match = _XMP.search(body)
    if match is None or b"<!" in match[0]:
        return {}
    try:
        root = ET.fromstring(match[0].decode("utf-8", "replace"))
    except ET.ParseError:
        return {}
    prefix = f"{{{OWN}}}"
    return {
        name.removeprefix(prefix): value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.startswith(prefix)
    }


def _claim(claims: Mapping[str, str]) -> str:
    """The figure of a picture in words."""
    simulated = ", SIMULATED, not real sales" if claims.get("simulated") == "true" else ""
    what = "passed" if claims.get("kind") == "milestone" else "stood"
    return (
        f"{claims.get('currency', '')} {claims.get('figure', '')} {what} at {claims.get('at', '')}{simulated}".strip()
    )


def _in_recording(path: Path, claims: Mapping[str, str]) -> tuple[Outcome, str]:
    """What a recording says of the figure. Raises RecordingError."""
    with RecordingReader(path) as reader:
        identity = recording_id(path) or ""
        if claims.get("recordingId", "") not in ("", identity):
            return "contradicted", "is another recording than the one that the picture is of"
        facts = reader.facts_at(_FAR_US)
        if facts is None:
            return "cannot say", "does not state what it records"
        try:
            minor = writing.minor_of(claims["figure"], facts.own)
            at_us = to_us(read_iso(claims["at"]))
        except (KeyError, ValueError):
            return "contradicted", "the picture claims no figure that could be looked for"
        if claims.get("kind") == "milestone":
            return _milestone(reader, minor, at_us, claims, facts.own)
        return _total(reader, minor, at_us, claims)


def _milestone(
    reader: RecordingReader, minor: int, at_us: int, claims: Mapping[str, str], own: Currency
) -> tuple[Outcome, str]:
    found = {h.gmv_fen: h for h in histories(reader.index.happenings, _FAR_US)}.get(minor)
    edition = (
        None if found is None else next((e for e in found.editions if str(e.number) == claims.get("edition")), None)
    )
    if found is None or edition is None or edition.milestone.at_us != at_us:
        return "contradicted", "does not hold that this sum was passed then"
    if edition.withdrawn is not None:
        standing = found.standing
        now = "not passed so far" if standing is None else f"passed at {from_us(standing.milestone.at_us).isoformat()}"
        return "corrected", f"took it back; {writing.to_the_last(minor, own)}: {now}"
    return _of_answer(reader, claims, "the same sum, the same time")


def _total(reader: RecordingReader, minor: int, at_us: int, claims: Mapping[str, str]) -> tuple[Outcome, str]:
    shown, number = reader.index.shown, claims.get("answer", "")
    row = reader.index.answer_row(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    places = [] if row is None else (shown["answer"] == row).nonzero()[0].tolist()
    held = [p for p in places if int(shown["gmv_fen"][p]) == minor and int(shown["at_us"][p]) == at_us]
    if not held:
        return "contradicted", "does not hold that the total stood so then"
    commit_us = int(shown["commit_us"][held[0]])
    later = [c for c in corrections(reader.index.happenings, _FAR_US) if c.commit_us > commit_us]
    if any(c.value_fen < minor for c in later):
        return "corrected", "corrected the total below this figure afterwards"
    return _of_answer(reader, claims, "the same figure, the same time")


def _of_answer(reader: RecordingReader, claims: Mapping[str, str], line: str) -> tuple[Outcome, str]:
    """Whether the answer that confirmed the figure is the one that the picture names."""
    number, digest = claims.get("answer", ""), claims.get("answerSha256", "")
    row = reader.index.answer_row(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    stored = None if row is None else reader.stored(row)
    if stored is None or stored.body is None:
        return "as made", f"{line}; the answer itself cannot be read any more"
    if digest and hashlib.sha256(stored.body).hexdigest() != digest:
        return "contradicted", f"answer {number} is not the one that the picture names"
    return "as made", f"answer {number}, SHA-256 {digest[:12]}…, accepted: {line}"
