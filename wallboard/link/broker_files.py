"""What a broker and the machines of a wall are set up with: access list, Mosquitto's configuration, passwords."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Final

from wallboard.config.cluster_settings import REPLAY
from wallboard.link.messages import MOST_BYTES

_ROUNDS: Final = 1_000
_ENVELOPE: Final = 4_096
CONFIG_NAME, ACL_NAME, PASSWORDS_NAME = "mosquitto.conf", "acl", "passwords"
LEADS: Final = ("lead", "rows", "head", "control", "to/+")
"""What only candidates may write."""


def access_list(wall: str, candidates: Sequence[str]) -> str:
    """The access list of a wall for Mosquitto: each machine has a user of its own name.

    Every machine reads all, tells how it is doing under its own name, asks and requests; only candidates lead.
    """
    bases = f"wallboard/1/{wall}", f"wallboard/1/{wall}{REPLAY}"
    lines = [
        f"# The wall {wall}: each machine logs in as the user of its own name (node), with a password of its own.",
        "# Everybody of the wall reads all of it, tells how it is doing itself, asks for rows and for actions.",
        f"# Under {wall}{REPLAY} a recording is played to the wall, by the same rules.",
    ]
    for base in bases:
        lines += [f"pattern read {base}/#", f"pattern write {base}/node/%u"]
        lines += [f"pattern write {base}/ask", f"pattern write {base}/request"]
    lines.append("# Only the candidates lead: rows, head, control and answers come from nobody else.")
    for node in candidates:
        lines += ["", f"user {node}", *(f"topic write {base}/{topic}" for base in bases for topic in LEADS)]
    return "\n".join(lines) + "\n"


def mosquitto_configuration(port: int, *, folder: str, tls: bool, as_root: bool) -> str:
    """Mosquitto's configuration, with its files in a folder: nothing is kept on disk, nobody is anonymous.

    `as_root`: the files are root's, so that it must not become another user before it has read them.
    """
    lines = [
        f"listener {port}",
        *((f"certfile {folder}/certificate.pem", f"keyfile {folder}/key.pem") if tls else ()),
        *(("user root",) if as_root else ()),
        "allow_anonymous false",
        f"password_file {folder}/{PASSWORDS_NAME}",
        f"acl_file {folder}/{ACL_NAME}",
        *_common(),
    ]
    return "\n".join(lines) + "\n"


def loopback_configuration(port: int) -> str:
    """A broker for this machine alone, as the demonstration of several machines has it."""
    return "\n".join([f"listener {port} 127.0.0.1", "allow_anonymous true", *_common()]) + "\n"


def password_line(user: str, password: str, salt: bytes) -> str:
    """A line of Mosquitto's file of passwords: PBKDF2 with SHA-512, as mosquitto_passwd writes it."""
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS, 64)
    return f"{user}:$7${_ROUNDS}${_text(salt)}${_text(digest)}"


def node_table(wall: str, node: str, candidates: Sequence[str], broker: str, *, tls: bool) -> str:
    """The [cluster] of one machine's configuration."""
    listed = ", ".join(f'"{each}"' for each in candidates)
    lines = [
        "[cluster]",
        f'wall = "{wall}"',
        f'node = "{node}"',
        f'broker = "{broker}"',
        f"candidates = [{listed}]",
        f'user = "{node}"',
        'password_file = "password"',
        'key_file = "wall.key"',
        *(('ca_file = "certificate.pem"',) if tls else ()),
    ]
    return "\n".join(lines) + "\n"


def _common() -> tuple[str, ...]:
    return (
        "persistence false",
        "set_tcp_nodelay true",
        f"max_packet_size {MOST_BYTES + _ENVELOPE}",
        "max_queued_messages 4000",
        "max_keepalive 60",
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
