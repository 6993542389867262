"""Whether a host is this machine, so that nothing travels that others could read."""

from __future__ import annotations

from ipaddress import ip_address


def is_local(hosts: str) -> bool:
    """Whether all of these hosts (one, or several after commas; none, or a socket's path) are this machine."""
    return all(host in ("", "localhost") or host.startswith(("/", "@")) or _loops(host) for host in hosts.split(","))


def _loops(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
