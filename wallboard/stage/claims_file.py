"""The monitors' claims as a small file beside the recording: a display that starts again within a run reads them."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Final

import msgspec

from wallboard.config.settings import Settings
from wallboard.recording.plain_files import put_file
from wallboard.scene.canvases import Claims

log = logging.getLogger(__name__)

CLAIMS_FILE: Final = "screens.json"


class _Kept(msgspec.Struct, frozen=True):
    """The claims, and the [screens] they were made under."""

    rules: str
    claims: Claims


def screen_rules(settings: Settings) -> str:
    """What the claims depend on, as a value: other entries for screens mean other claims."""
    screens = {name: rule.model_dump(mode="json") for name, rule in settings.screens.items()}
    canvases = {name: (canvas.role, canvas.span) for name, canvas in settings.canvases.items()}
    stated = msgspec.json.encode((list(screens.items()), sorted(canvases.items())))
    return hashlib.blake2b(stated, digest_size=8).hexdigest()


class ClaimsFile:
    """Keeps the claims in a recording's directory; without one (`folder` None) nothing is kept."""

    def __init__(self, folder: Path | None, *, resumes: bool = False) -> None:
        """`resumes`: the display goes on with what an earlier one of the same run has kept."""
        self._path = None if folder is None else folder / CLAIMS_FILE
        self._resumes = resumes
        self._kept: bytes | None = None
        self._fails = False

    def read(self, settings: Settings) -> Claims:
        """The claims of this run so far; none at its start, under other [screens], or where the file is damaged."""
        if self._path is None or not self._resumes:
            return ()
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("what each monitor shows is decided anew (%s): %s", error, self._path)
            return ()
        known = all(claim.rule is None or claim.rule in settings.screens for claim in kept.claims)
        return kept.claims if known and kept.rules == screen_rules(settings) else ()

    def write(self, claims: Claims, settings: Settings) -> None:
        """Keep the claims if they are others than before; never raises: the wall does not depend on the file."""
        data = msgspec.json.encode(_Kept(screen_rules(settings), claims))
        if self._path is None or data == self._kept:
            return
        try:
            put_file(self._path, data)
        except OSError as error:
            if not self._fails:
                log.error("what each monitor shows cannot be kept (%s): %s", error.strerror, self._path)
            self._fails = True
        else:
            self._kept, self._fails = data, False
