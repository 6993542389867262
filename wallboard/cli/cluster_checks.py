"""What doctor asks of a wall of several machines: the broker, what it allows, the clocks."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from wallboard.cli.command_settings import cluster_folder
from wallboard.cli.link import broker_of, cluster_of, secret_of
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.core.local_hosts import is_local
from wallboard.core.system_clocks import system_mono_us
from wallboard.doctor.findings import Finding, good, note, wrong
from wallboard.recording.link_files import SILENT_US, read_link

if TYPE_CHECKING:
    from wallboard.link.looking import Rights

UNCERTAIN_US: Final = 5_000
"""Clocks that differ by more on the way to the lead are worth a warning; they are corrected all the same."""


def check_cluster(settings: Settings) -> Iterator[Finding]:
    """The broker, its access list, and the clock against the lead's; nothing where this is a wall by itself."""
    if settings.cluster is None:
        return
    try:
        told = cluster_of(settings)
        from wallboard.link.looking import try_forbidden  # noqa: PLC0415 - an extra
        from wallboard.link.messages import Topics  # noqa: PLC0415 - likewise

        name = f"wallboard-{told.wall}-doctor-{secrets.token_hex(4)}"
        topics = Topics(told.wall)
        forbidden = topics.lead if told.rank is None else topics.node(f"{told.node[:30]}-forbidden")
        rights = try_forbidden(broker_of(told, os.environ, name), forbidden)
        key = secret_of(told, os.environ, "key")
    except WallboardError as error:
        yield wrong("broker", str(error), "see [cluster] in the configuration")
        return
    yield _broker(told.broker, rights)
    if rights.reached and not rights.why:
        yield _rights(forbidden, rights)
    if not key:
        remedy = "write key_file or key_env, the same on all machines; `wallboard cluster prepare` makes one"
        yield note("wall's key", "messages are not signed: whoever may publish may lead", remedy)
    yield _clock(cluster_folder(told, settings.recording.folder), told.node)


def _broker(url: str, rights: Rights) -> Finding:
    if not rights.reached:
        return wrong("broker", f"{rights.why}: {url}", "start it, open its port, or correct [cluster] broker")
    if rights.why:
        return wrong("broker", f"{rights.why}: {url}", "correct user and password_file, or the broker's passwords")
    said = f"{url} answers in {rights.took_us / 1000:.0f} ms"
    parts = urlsplit(url)
    if parts.scheme == "mqtt" and not is_local(parts.hostname or ""):
        return note("broker", f"{said}, without TLS", "use mqtts:// where others are on the network")
    return good("broker", said)


def _rights(topic: str, rights: Rights) -> Finding:
    if not rights.answered:
        return note("rights", f"the broker does not say whether it took what it must not: {topic}", "see its log")
    if not rights.refuses:
        remedy = "`wallboard cluster acl` prints the access list for it"
        return wrong("rights", f"the broker lets this machine publish where it must not: {topic}", remedy)
    return good("rights", f"the broker refuses what this machine must not publish ({topic})")


def _clock(folder: Path, node: str) -> Finding:
    state = read_link(folder)
    if state is None or not 0 <= system_mono_us() - state.written_us < SILENT_US:
        return note("wall's clock", "it is compared while the wall runs", "run the wall, then doctor again")
    if state.role == "lead":
        return good("wall's clock", f"{node} leads: the others go by its clock")
    entry = state.clocks[-1] if state.clocks else None
    if entry is None:
        return note("wall's clock", "the lead's clock is not known yet", "wait some seconds, then doctor again")
    left_us = abs(entry.offset_us + entry.slew_us - entry.at(system_mono_us()))
    said = f"known against {state.lead}'s; {left_us / 1000:.2f} ms are still to be corrected"
    if left_us > UNCERTAIN_US:
        return note("wall's clock", said, "install chrony on all machines, and look at the network")
    return good("wall's clock", said)
