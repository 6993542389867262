"""A certificate of one's own for the console, made by the machine's openssl: no library of ours makes keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from wallboard.config.console_settings import ConsoleSettings
from wallboard.core.errors import UsageError, WallboardError

DAYS: Final = 397
"""Browsers refuse one that is valid for longer."""
_PATIENCE_S: Final = 60


def make_certificate(hosts: Sequence[str], folder: Path) -> tuple[Path, Path]:
    """Write `console-certificate.pem` and `console-key.pem` into a folder; both paths.

    Raises:
        UsageError: a name is none, a file is there already, or there is no openssl.
        WallboardError: openssl fails.
    """
    named = [_named(host) for host in hosts]
    program = shutil.which("openssl")
    if program is None:
        msg = "there is no openssl here: install it, or state a certificate of your own under [console]"
        raise UsageError(msg)
    certificate, key = folder / "console-certificate.pem", folder / "console-key.pem"
    for path in (certificate, key):
        if path.exists():
            msg = f"is there already; move it away, or name another folder with --folder: {path}"
            raise UsageError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    os.close(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    words = [
        program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256",
        "-days", str(DAYS), "-subj", f"/CN={hosts[0][:60]}", "-addext", f"subjectAltName={','.join(named)}",
        "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth",
        "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"openssl cannot be run: {error}"
        raise WallboardError(msg) from None
    if done.returncode:
        key.unlink(missing_ok=True)
        said = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        msg = f"openssl has made no certificate: {said}"
        raise WallboardError(msg)
    return certificate, key


def _named(host: str) -> str:
    """A name as a certificate states it. Raises UsageError."""
    try:
        return f"IP:{ip_address(host.strip('[]'))}"
    except ValueError:
        pass
    try:
        return f"DNS:{ConsoleSettings(hosts=(host,)).hosts[0]}"
    except ValueError:
        msg = f"{host!r} is no host's name; write it without scheme and port, such as wall.local"
        raise UsageError(msg) from None
