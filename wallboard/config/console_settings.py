"""The operators' console: where it listens, under which names it is reached, and what protects it on the way."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from wallboard.config.value_types import ExistingFile, Flag, Model, Place, fail
from wallboard.core.strict_json import shortened

PORT: Final = 8711
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_LISTEN: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:]+):(?P<port>[0-9]{1,5})")


def address_of(text: str) -> tuple[str, int]:
    """Host and port of "127.0.0.1:8711" or "[::1]:8711"; a port of 0 is any free one. Raises ValueError."""
    match = _LISTEN.fullmatch(text.strip())
    if match is None or int(match["port"]) > 65_535:
        msg = f'{shortened(text)} is no address to listen at; write "127.0.0.1:{PORT}"'
        raise ValueError(msg)
    host = match["host"].strip("[]")
    try:
        return ("127.0.0.1" if host == "localhost" else str(ip_address(host))), int(match["port"])
    except ValueError:
        msg = f'{shortened(host)} is no IP address; write "127.0.0.1:{PORT}", or "0.0.0.0:{PORT}" for all'
        raise ValueError(msg) from None


def _listen(text: str) -> str:
    try:
        address_of(text)
    except ValueError as error:
        raise fail(str(error)) from None
    return text.strip()


def _host(text: str) -> str:
    name = text.strip().lower()
    try:
        return str(ip_address(name.strip("[]")))
    except ValueError:
        pass
    if _HOST.fullmatch(name) is None:
        raise fail(f'{shortened(text)} is no host\'s name; write it without scheme and port, such as "wall.local"')
    return name


def _sender(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        raise fail(f'{shortened(text)} is no IP address; write each sender\'s, such as "192.168.1.20"') from None


def _some(senders: tuple[str, ...]) -> tuple[str, ...]:
    if not senders:
        msg = "names nobody who is listened to; write the IP address of each sender, or leave [console.osc] out"
        raise fail(msg)
    return senders


class OscSettings(Model):
    """Open Sound Control over UDP: off unless this table is there."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8712"
    senders: Annotated[tuple[Annotated[str, AfterValidator(_sender)], ...], AfterValidator(_some), Field(max_length=64)]
    """The IP addresses that are listened to; from all others nothing is taken."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return address_of(self.listen)


class ConsoleSettings(Model):
    """What the console's process is told; without a [console] in the file nothing listens."""

    listen: Annotated[str, AfterValidator(_listen)] = f"127.0.0.1:{PORT}"
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(default=(), max_length=64)
    """The names under which devices reach it; a request for another one is refused."""
    certificate: ExistingFile | None = None
    key: ExistingFile | None = None
    insecure: Flag = False
    """Whether it may be reached from other machines without TLS."""
    folder: Place | None = None
    """Where the paired devices are kept; the platform's data folder when left out."""
    osc: OscSettings | None = None

    @model_validator(mode="after")
    def _protected(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            msg = "certificate and key go together; `wallboard console certificate` makes both"
            raise fail(msg)
        host, _ = self.address
        if is_loopback(host):
            return self
        if self.certificate is None and not self.insecure:
            msg = (
                f"listens at {self.listen}, where other machines reach it, without TLS: state certificate and key "
                "(`wallboard console certificate` makes them), or insecure = true"
            )
            raise fail(msg)
        if ip_address(host).is_unspecified and not self.hosts:
            msg = f'listens at {self.listen}: state the names by which devices reach it, such as hosts = ["wall.local"]'
            raise fail(msg)
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return address_of(self.listen)

    @property
    def scheme(self) -> str:
        """How a browser reaches it."""
        return "http" if self.certificate is None else "https"


def is_loopback(host: str) -> bool:
    """Whether an IP address is reached from this machine alone."""
    address: IPv4Address | IPv6Address = ip_address(host)
    return address.is_loopback
