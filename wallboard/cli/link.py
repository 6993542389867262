"""`wallboard link`: one machine of a wall of several, as a process of its own."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import recording_to_show
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    seconds_option,
)
from wallboard.cli.rerun import Rerun, wall_replay_option
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.core.masking import KNOWN, secrets_in
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.link.beating import Health
from wallboard.link.node import LinkNode
from wallboard.link.node_place import NodePlace
from wallboard.recording.folder import make_folder
from wallboard.recording.replica import bring_to_disk
from wallboard.sources.protocol import FetchFailed
from wallboard.sources.secrets import TokenFromEnvironment, TokenFromFile
from wallboard.supervise.health import OLDEST_US, read_health

if TYPE_CHECKING:
    from wallboard.link.mqtt_bus import Broker

log = logging.getLogger(__name__)

TURN_S: Final = 0.01
SYNC_S: Final = 1.0
NOT_CONFIGURED: Final = "this machine is a wall by itself: write [cluster] with wall, node, broker and candidates"


@click.command()
@seconds_option
@child_options
@wall_replay_option
def link(seconds: float | None, wall_replay: Rerun | None, child: ChildOptions) -> None:
    """Be one machine of a wall of several: recording, control and clock in step with the others."""

    start_logging("link")
    settings, _, _ = child.settings()
    cluster = cluster_of(settings)
    folder = recording_to_show(settings, child.record)
    make_folder(folder)
    stop = threading.Event()
    child.when_cut(stop.set)
    beats = child.beats()
    until_us = None if seconds is None else system_mono_us() + round(seconds * SECOND_US)
    from wallboard.link.mqtt_bus import MqttBus  # noqa: PLC0415 - an extra, which only a wall of several needs

    wall = cluster.wall if wall_replay is None else cluster.replay
    bus = MqttBus(broker_of(cluster, os.environ, f"wallboard-{wall}-{cluster.node}"))
    place = NodePlace(
        wall,
        cluster.node,
        cluster.candidates,
        round(cluster.takeover_s * SECOND_US),
        replay=wall_replay is not None,
        plays=None if wall_replay is None else wall_replay.path,
        key=secret_of(cluster, os.environ, "key").encode(),
    )
    node = LinkNode(place, folder, bus, mono_us=system_mono_us, utc_us=system_utc_us, health=lambda: health_of(folder))
    told = ""
    threading.Thread(target=_bring_to_disk, args=(stop, node), daemon=True).start()
    try:
        with stopped_by_signals(stop.set):
            while not stop.is_set() and (until_us is None or system_mono_us() < until_us):
                node.turn(TURN_S)
                if bus.contact.why != told:
                    told = bus.contact.why
                    if told:
                        log.warning("%s", told)
                beats.beat()
    finally:
        node.close()


def _bring_to_disk(stop: threading.Event, node: LinkNode) -> None:
    """Once a second, beside the thread that takes rows in: a power cut costs this machine no more than that."""
    while not stop.wait(SYNC_S):
        replica = node.following.replica
        log_file = None if replica is None else replica.log
        if log_file is not None:
            with suppress(OSError):  # it is sealed, or the disk says so at the next commit
                bring_to_disk(log_file)


def cluster_of(settings: Settings) -> ClusterSettings:
    """What is configured of the machines. Raises ConfigError: nothing, or what it needs is not installed."""
    if settings.cluster is None:
        raise ConfigError(NOT_CONFIGURED)
    try:
        import paho.mqtt  # noqa: F401, PLC0415 - an extra
    except ImportError:
        msg = "a wall of several machines needs paho-mqtt: pip install 'wallboard[mqtt]'"
        raise ConfigError(msg) from None
    return settings.cluster


def broker_of(cluster: ClusterSettings, environ: Mapping[str, str], name: str | None = None) -> Broker:
    """The broker as configured; `name` is this process's among all that use it. Raises WallboardError."""
    from wallboard.link.mqtt_bus import Broker  # noqa: PLC0415 - an extra

    return Broker(
        cluster.broker,
        name or f"wallboard-{cluster.wall}-{cluster.node}",
        cluster.user,
        lambda: secret_of(cluster, environ, "password") or None,
        cluster.ca_file,
        cluster.client_cert,
        cluster.client_key,
    )


def secret_of(cluster: ClusterSettings, environ: Mapping[str, str], what: str) -> str:
    """The password or the wall's key as it is now; "" where none is configured. Raises WallboardError."""
    variable, file = getattr(cluster, f"{what}_env"), getattr(cluster, f"{what}_file")
    if variable is None and file is None:
        return ""
    token = TokenFromFile(file, what) if variable is None else TokenFromEnvironment(variable, environ, what)
    try:
        text = token.read().reveal()
    except FetchFailed as failed:
        raise WallboardError(failed.message) from None
    KNOWN.learn(secrets_in("", tokens=[text]))
    return text


def health_of(folder: Path) -> Health:
    """How the display of this machine does, by the file that its supervisor keeps."""
    health = read_health(folder)
    if health is None or health.display is None or system_mono_us() - health.mono_us > OLDEST_US:
        return Health()
    return Health(health.display.frames, health.display.frames_per_s, health.display.alarms)
