"""A file that a person names and nobody ever writes into, a pipe, is refused and never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wallboard.console.pairing_text import fingerprint
from wallboard.console.serving import Tls, check_tls
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.press import credentials
from wallboard.press.album import MANIFEST, NOTHING, read_edition
from wallboard.press.releases import LIST, released_in
from wallboard.press.verifying import verify

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")


@pytest.fixture
def pipe(tmp_path: Path) -> Callable[[str], Path]:
    """A pipe by a name in a folder of its own."""

    def made(name: str) -> Path:
        os.mkfifo(tmp_path / name)
        return tmp_path / name

    return made


def test_a_picture(pipe: Callable[[str], Path]) -> None:
    with pytest.raises(WallboardError, match="no regular file"):
        verify(pipe("picture.png"))


def test_a_list_of_checksums(pipe: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(WallboardError, match="no regular file"):
        verify(tmp_path / "picture.png", None, pipe("SHA256SUMS"))


def test_the_desk_s_keys(pipe: Callable[[str], Path]) -> None:
    with pytest.raises(WallboardError, match="cannot be read"):
        credentials.read_key(pipe(credentials.LEAF_CHAIN).parent)


def test_the_desk_s_own_lists(pipe: Callable[[str], Path]) -> None:
    assert read_edition(pipe(MANIFEST).parent) == NOTHING
    assert released_in(pipe(LIST).parent) == {}


def test_a_certificate_of_the_console(pipe: Callable[[str], Path]) -> None:
    file = pipe("certificate.pem")
    with pytest.raises(ConfigError, match="no certificate"):
        fingerprint(file)
    with pytest.raises(ConfigError, match="cannot be used"):
        check_tls(Tls(file, file))
