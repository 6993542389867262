"""What systemd is told of a running wall, in its protocol `sd_notify`: that it is up, that it turns, that it ends.

A unit with `Type=notify` and `WatchdogSec` gives its process the address of a datagram socket in NOTIFY_SOCKET and the
longest silence in WATCHDOG_USEC; lines such as `READY=1` go there. See sd_notify(3) and sd_watchdog_enabled(3).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec
from msgspec.structs import replace

_LONGEST_STATUS = 200


class Notified(msgspec.Struct, frozen=True):
    """What has been told so far; `pinged_us` is the newest sign of life (monotonic microseconds)."""

    ready: bool = False
    status: str = ""
    pinged_us: int | None = None


def due_lines(
    told: Notified, now_us: int, *, is_up: bool, status: str, watchdog_us: int | None
) -> tuple[Notified, tuple[str, ...]]:
    """What is to be told in a turn of the loop at `now_us`, and what has been told then.

    READY once the first picture is up; STATUS where it has changed; WATCHDOG when half of the interval has passed, so
    that a loop that turns no more falls silent.
    """
    status = " ".join(status.split())[:_LONGEST_STATUS]
    ready = is_up and not told.ready
    ping = watchdog_us is not None and (told.pinged_us is None or now_us - told.pinged_us >= watchdog_us // 2)
    lines = (
        *(("READY=1",) if ready else ()),
        *((f"STATUS={status}",) if status != told.status else ()),
        *(("WATCHDOG=1",) if ping else ()),
    )
    return replace(told, ready=told.ready or is_up, status=status, pinged_us=now_us if ping else told.pinged_us), lines


def address_of(environment: Mapping[str, str]) -> str | None:
    """The address of the socket: a path, or with a leading NUL a name in the abstract namespace (written with "@")."""
    named = environment.get("NOTIFY_SOCKET", "")
    if not named.startswith(("/", "@")):
        return None
    return "\0" + named[1:] if named.startswith("@") else named


def watchdog_us_of(environment: Mapping[str, str], pid: int) -> int | None:
    """The longest silence that is borne, in microseconds; None where nobody watches the process `pid`."""
    interval, watched = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", str(pid))
    return int(interval) if interval.isdigit() and int(interval) > 0 and watched == str(pid) else None


class ServiceManager:
    """Tells the service manager what is due; where there is none, or it does not listen, nothing happens."""

    def __init__(self, send: Callable[[bytes], None] | None, watchdog_us: int | None) -> None:
        self._send = send
        self._watchdog_us = watchdog_us
        self._told = Notified()

    def turn(self, now_us: int, *, is_up: bool, status: str) -> None:
        """To be called in each turn of the loop, and only there."""
        self._told, lines = due_lines(self._told, now_us, is_up=is_up, status=status, watchdog_us=self._watchdog_us)
        self._tell(lines)

    def stopping(self) -> None:
        """The wall ends."""
        self._tell(("STOPPING=1", "STATUS=ends"))

    def _tell(self, lines: tuple[str, ...]) -> None:
        if lines and self._send is not None:
            with suppress(OSError):
                self._send("\n".join(lines).encode())


def service_manager(environment: Mapping[str, str], pid: int) -> ServiceManager:
    """The manager that the environment of process `pid` names."""
    address = address_of(environment)
    family = getattr(socket, "AF_UNIX", None)
    if address is None or family is None:
        return ServiceManager(None, None)

    def send(message: bytes) -> None:
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message, address)

    return ServiceManager(send, watchdog_us_of(environment, pid))
