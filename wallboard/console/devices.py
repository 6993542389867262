"""The paired devices and the codes by which new ones are paired: one small file, in which no token can be read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from wallboard.console.roles import ROLES, Role
from wallboard.core.errors import WallboardError
from wallboard.core.instants import SECOND_US

CODE_US: Final = 120 * SECOND_US
"""How long a code is valid."""
TRIES: Final = 5
"""How many codes may be tried a minute, right or wrong, by all together."""
_MINUTE_US: Final = 60 * SECOND_US
_SEEN_US: Final = 60 * SECOND_US
LONGEST_NAME: Final = 40
MOST_DEVICES: Final = 200
_FILE: Final = "devices.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS device (
    token TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    paired_us INTEGER NOT NULL, seen_us INTEGER NOT NULL, revoked_us INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS code (digest TEXT PRIMARY KEY, salt TEXT NOT NULL, role TEXT NOT NULL,
    until_us INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS try (at_us INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS console (address TEXT NOT NULL, pid INTEGER NOT NULL) STRICT;
"""


class DevicesError(WallboardError):
    """The file of the paired devices cannot be used."""


class PairingError(WallboardError):
    """A device was not paired; `error` is the kind (code, expired, tries, name) and `left` the tries of this minute."""

    def __init__(self, error: str, left: int = 0) -> None:
        super().__init__(error)
        self.error = error
        self.left = left


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device: `name` stands beside all it does; times are UTC in microseconds, `revoked_us` None while not."""

    name: str
    role: Role
    paired_us: int
    seen_us: int
    revoked_us: int | None = None


def devices_folder(configured: Path | None) -> Path:
    """Where the devices are kept."""
    return configured or platformdirs.user_data_path("wallboard", appauthor=False) / "console"


class Devices:
    """The file; several processes may use it at once. Every method raises DevicesError where it cannot be used."""

    def __init__(self, folder: Path, utc_us: Callable[[], int]) -> None:
        """Open it, or begin one that only its user can read. Raises DevicesError."""
        self._path = folder / _FILE
        self._utc_us = utc_us
        try:
            folder.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
            self._db = sqlite3.connect(self._path, timeout=2.0, isolation_level=None, check_same_thread=False)
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def new_code(self, role: Role) -> str:
        """A code of six digits that pairs one device within two minutes; codes before it are void."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        salt = secrets.token_hex(16)
        self._do("DELETE FROM code")
        until_us = self._utc_us() + CODE_US
        self._do("INSERT INTO code VALUES (?, ?, ?, ?)", _digest(code, salt), salt, role, until_us)
        return code

    def is_open(self) -> bool:
        """Whether a code waits for its device."""
        return bool(self._do("SELECT 1 FROM code WHERE until_us > ?", self._utc_us()))

    def pair(self, code: str, name: str) -> tuple[str, Device]:
        """Use a code up: the token of a new device, which is told only here, and the device.

        Raises:
            PairingError: it was not the code, or it has expired, or too many were tried in this minute.
        """
        now_us = self._utc_us()
        self._do("BEGIN IMMEDIATE")
        try:
            role = self._role_of(code, now_us)
        finally:
            self._do("COMMIT")  # a try counts, whatever comes of it
        return self._added(name, role)

    def add(self, name: str, role: Role) -> tuple[str, Device]:
        """Pair a program without a code: for whoever sits at this machine. Raises PairingError (name)."""
        return self._added(name, role)

    def of_token(self, token: str) -> Device | None:
        """The device of a token, revoked or not; None where there is none."""
        found = self._do(f"SELECT {_COLUMNS} FROM device WHERE token = ?", _hashed(token))
        return _device(found[0]) if found else None

    def of_name(self, name: str) -> Device | None:
        """The device of a name, as it is now."""
        found = self._do(f"SELECT {_COLUMNS} FROM device WHERE name = ?", name)
        return _device(found[0]) if found else None

    def seen(self, device: Device) -> None:
        """Remember that a device was there; at most once a minute."""
        now_us = self._utc_us()
        if not 0 <= now_us - device.seen_us < _SEEN_US:
            self._do("UPDATE device SET seen_us = ? WHERE name = ?", now_us, device.name)

    def all(self) -> tuple[Device, ...]:
        """Every device that was paired, in that order, the revoked ones too."""
        return tuple(map(_device, self._do(f"SELECT {_COLUMNS} FROM device ORDER BY paired_us")))

    def revoke(self, name: str) -> bool:
        """Take a device's access back; whether there was one of that name which had it."""
        now_us = self._utc_us()
        return bool(
            self._do("UPDATE device SET revoked_us = ? WHERE name = ? AND revoked_us IS NULL RETURNING 1", now_us, name)
        )

    def listens(self, address: str, pid: int) -> None:
        """Remember where the console listens, for `wallboard console pair`."""
        self._do("DELETE FROM console")
        self._do("INSERT INTO console VALUES (?, ?)", address, pid)

    def listening(self) -> tuple[str, int] | None:
        """The address and the process of the console that was started last."""
        found = self._do("SELECT address, pid FROM console")
        return (str(found[0][0]), _whole(found[0][1])) if found else None

    def _role_of(self, code: str, now_us: int) -> Role:
        self._do("DELETE FROM try WHERE at_us <= ? OR at_us > ?", now_us - _MINUTE_US, now_us)
        tried = _whole(self._do("SELECT count(*) FROM try")[0][0])
        if tried >= TRIES:
            error = "tries"
            raise PairingError(error)
        self._do("INSERT INTO try VALUES (?)", now_us)
        left = TRIES - tried - 1
        for digest, salt, role, until_us in self._do("SELECT digest, salt, role, until_us FROM code"):
            if hmac.compare_digest(str(digest), _digest(code, str(salt))):
                self._do("DELETE FROM code")
                if _whole(until_us) <= now_us:
                    break
                return _role(role)
        else:
            error = "code" if self.is_open() else "expired"
            raise PairingError(error, left)
        error = "expired"
        raise PairingError(error, left)

    def _added(self, wanted: str, role: Role) -> tuple[str, Device]:
        name = self._free_name(wanted)
        token = secrets.token_urlsafe(32)
        now_us = self._utc_us()
        self._do("INSERT INTO device VALUES (?, ?, ?, ?, ?, NULL)", _hashed(token), name, role, now_us, now_us)
        return token, Device(name, role, now_us, now_us)

    def _free_name(self, wanted: str) -> str:
        plain = " ".join("".join(c if c.isprintable() else " " for c in wanted).split())[:LONGEST_NAME].strip()
        taken = {str(name) for (name,) in self._do("SELECT name FROM device")}
        if len(taken) >= MOST_DEVICES:
            self._do("DELETE FROM device WHERE revoked_us IS NOT NULL")
            taken = {str(name) for (name,) in self._do("SELECT name FROM device")}
        if len(taken) >= MOST_DEVICES:
            error = "name"
            raise PairingError(error)
        base = plain or "device"
        return base if base not in taken else next(n for i in range(2, 10_000) if (n := f"{base} {i}") not in taken)

    def _do(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> DevicesError:
        said = error.strerror if isinstance(error, OSError) else str(error)
        return DevicesError(f"cannot use the file of the paired devices ({said}): {self._path}")


_COLUMNS = "name, role, paired_us, seen_us, revoked_us"


def _device(row: tuple[object, ...]) -> Device:
    name, role, paired_us, seen_us, revoked_us = row
    return Device(
        str(name), _role(role), _whole(paired_us), _whole(seen_us), None if revoked_us is None else _whole(revoked_us)
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _role(value: object) -> Role:
    """A role as it is kept; what is none may only look."""
    return next((role for role in ROLES if role == value), "viewer")


def _hashed(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _digest(code: str, salt: str) -> str:
    """What is kept of a code: six digits are tried out in no time, which is why they live for two minutes."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), bytes.fromhex(salt), 20_000).hex()
