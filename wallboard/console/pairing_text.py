"""What `wallboard console pair` prints: the address, the code, and both as a QR that a phone reads off the terminal."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

import segno

from wallboard.config.files import MIB, read_file
from wallboard.core.errors import ConfigError

_HALVES = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
"""Upper and lower module of a character's place, dark ones 1: what is light is drawn, as terminals are dark."""


def pairing_url(address: str, code: str) -> str:
    """The address that a QR holds: the code stands behind the #, which no browser sends and no server logs."""
    return f"{address}/pair#{code}"


def qr_text(text: str) -> str:
    """A QR in half blocks: light on a dark terminal it is drawn inverted, so that cameras see dark on light."""
    matrix = [[0, 0, *row, 0, 0] for row in segno.make(text, error="m", micro=False).matrix]
    blank = [0] * len(matrix[0])
    rows = [blank, blank, *matrix, blank, blank]
    rows += [blank] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(_HALVES[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs)


def fingerprint(certificate: Path) -> str:
    """The first 16 digits of the SHA-256 of a certificate, in fours. Raises ConfigError."""
    try:
        pem = read_file(certificate, MIB).decode("ascii")
        begin = pem.index("-----BEGIN CERTIFICATE-----")
        end = pem.index("-----END CERTIFICATE-----", begin) + len("-----END CERTIFICATE-----")
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem[begin:end])).hexdigest().upper()
    except (OSError, ValueError):
        msg = f"[console] certificate is no certificate in PEM: {certificate}"
        raise ConfigError(msg) from None
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))
