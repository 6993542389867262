"""`wallboard cluster`: the machines of a wall, and what they and their broker are set up with."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called, so that all of them start quickly

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from wallboard.cli.command_settings import load_settings
from wallboard.cli.link import broker_of, cluster_of, secret_of
from wallboard.cli.options import FOLDER, FiniteRange, config_option
from wallboard.cli.output import document, say
from wallboard.config.cluster_settings import MOST_NODES, NAME
from wallboard.core.errors import UsageError, WallboardError
from wallboard.doctor.packages import program_path

if TYPE_CHECKING:
    from wallboard.link.looking import Seen
    from wallboard.recording.link_files import Machine

LOOK_S: Final = 2.5
PORT: Final = 8883


@click.group(invoke_without_command=True)
@config_option
@click.option("--seconds", type=FiniteRange(0.5, 60), default=LOOK_S, show_default=True, help="How long to listen.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def cluster(context: click.Context, config: Path | None, seconds: float, as_json: bool) -> None:
    """The machines of a wall: role, lag, clock, frames, alarms.

    Exit status 1 where the broker is not reached, nobody leads, or a machine is gone.
    """
    if context.invoked_subcommand is not None:
        return
    from wallboard.link.looking import look

    settings, _ = load_settings(config)
    told = cluster_of(settings)
    name = f"wallboard-{told.wall}-look-{secrets.token_hex(4)}"
    seen = look(broker_of(told, os.environ, name), told.wall, secret_of(told, os.environ, "key").encode(), seconds)
    if as_json:
        document(msgspec.json.format(msgspec.json.encode(_as_json(seen)), indent=2).decode() + "\n")
    else:
        for line in _lines(told.wall, seen):
            say(line)
    if seen.why:
        msg = f"{seen.why}: {told.broker}"
        raise WallboardError(msg)
    if not seen.lead or not all(machine.up for machine in seen.machines):
        context.exit(1)


@cluster.command()
@config_option
def acl(config: Path | None) -> None:
    """Print the access list of the configured wall, for Mosquitto's `acl_file`."""
    from wallboard.link.broker_files import access_list

    told = cluster_of(load_settings(config)[0])
    document(access_list(told.wall, told.candidates))


@cluster.command()
@click.argument("nodes", nargs=-1, required=True)
@click.option("--wall", default="wall", show_default=True, help="The wall's name.")
@click.option("--broker", "host", required=True, metavar="HOST", help="The name or address of the broker's machine.")
@click.option("--port", type=click.IntRange(1, 65_535), default=PORT, show_default=True, help="The broker's port.")
@click.option("--folder", type=FOLDER, metavar="DIR", help="Where to write; default: a new folder of the wall's name.")
@click.option("--plain", is_flag=True, help="Without TLS: where nobody else is on the network.")
def prepare(nodes: tuple[str, ...], wall: str, host: str, port: int, folder: Path | None, plain: bool) -> None:
    """Write all that the broker and the machines NODES of a wall need; the first two of them are the candidates.

    A folder for the broker (Mosquitto's configuration, access list, passwords, certificate) and one for each machine,
    with its [cluster], its password, the wall's key and the broker's certificate.
    """
    _check_names(nodes, wall)
    folder = folder or Path(wall)
    if folder.exists() and any(folder.iterdir()):
        msg = f"is there already; move it away, or name another folder with --folder: {folder}"
        raise UsageError(msg)
    try:
        _write(folder, nodes, wall, (host, port), tls=not plain)
    except OSError as error:
        msg = f"cannot be written ({error.strerror}): {folder}"
        raise WallboardError(msg) from None
    mosquitto = program_path("mosquitto") or "mosquitto"
    say(f"for the broker: {folder / 'broker'}; there: {mosquitto} -c mosquitto.conf")
    for node in nodes:
        say(f"for {node}: {folder / node}; there: wallboard run --config wallboard.toml")


def _check_names(nodes: Sequence[str], wall: str) -> None:
    for name in (*nodes, wall):
        if NAME.fullmatch(name) is None:
            msg = f"{name!r} is no name of a wall or machine; use a-z, 0-9 and -, 40 letters at most"
            raise UsageError(msg)
    if len(set(nodes)) != len(nodes):
        msg = "a machine is named twice"
        raise UsageError(msg)
    if len(nodes) > MOST_NODES:
        msg = f"a wall has {MOST_NODES} machines at most"
        raise UsageError(msg)


def _write(folder: Path, nodes: Sequence[str], wall: str, where: tuple[str, int], *, tls: bool) -> None:
    from wallboard.link import broker_files

    host, port = where
    broker = folder / "broker"
    broker.mkdir(parents=True)
    certificate = ""
    if tls:
        certificate = _certify(broker, host)
    candidates = nodes[:2]
    lines = []
    key = secrets.token_urlsafe(32)
    for node in nodes:
        password = secrets.token_urlsafe(18)
        lines.append(broker_files.password_line(node, password, secrets.token_bytes(12)))
        home = folder / node
        home.mkdir()
        _secret(home / "password", password)
        _secret(home / "wall.key", key)
        if tls:
            (home / "certificate.pem").write_text(certificate, encoding="utf-8")
        url = f"{'mqtts' if tls else 'mqtt'}://{host}:{port}"
        table = broker_files.node_table(wall, node, candidates, url, tls=tls)
        (home / "wallboard.toml").write_text(_SOURCE + table, encoding="utf-8")
    (broker / broker_files.PASSWORDS_NAME).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (broker / broker_files.PASSWORDS_NAME).chmod(0o600)
    (broker / broker_files.ACL_NAME).write_text(broker_files.access_list(wall, candidates), encoding="utf-8")
    (broker / broker_files.ACL_NAME).chmod(0o600)
    (broker / broker_files.CONFIG_NAME).write_text(
        broker_files.mosquitto_configuration(port, folder=".", tls=tls, as_root=_is_root()), encoding="utf-8"
    )


_SOURCE: Final = """\
# The same on all machines: write your own source and event here, in place of the demonstration's.
[[source]]
url = "http://127.0.0.1:8080/metrics.json"

"""


def _certify(broker: Path, host: str) -> str:
    """The broker's certificate and key; the text of the certificate. Raises UsageError, WallboardError."""
    from wallboard.console.certificates import make_certificate

    with tempfile.TemporaryDirectory(dir=broker) as place:
        made, key = make_certificate((host,), Path(place))
        made.rename(broker / "certificate.pem")
        key.rename(broker / "key.pem")
    return (broker / "certificate.pem").read_text(encoding="utf-8")


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{text}\n")


def _as_json(seen: Seen) -> dict[str, object]:
    machines = [msgspec.structs.asdict(machine) for machine in seen.machines]
    for machine in machines:
        del machine["seen_us"]
    return {
        "lead": seen.lead,
        "epoch": seen.epoch,
        "commit_us": seen.commit_us,
        "refused": seen.refused,
        "machines": machines,
    }


def _lines(wall: str, seen: Seen) -> Iterator[str]:
    if seen.lead:
        yield f"{wall}: {seen.lead} leads, epoch {seen.epoch}"
    elif not seen.why:
        yield f"{wall}: no machine leads"
    width = max([8, *(len(machine.node) for machine in seen.machines)])
    if seen.machines:
        yield f"{'machine':{width}}  {'role':9}  {'lag':>8}  {'clock':>10}  {'frames/s':>8}  alarms"
    for machine in seen.machines:
        yield _line(machine, width)
    if seen.refused:
        yield f"{seen.refused} messages were not of this wall: is key_file the same everywhere?"


def _line(machine: Machine, width: int) -> str:
    role = machine.role if machine.up else "gone"
    lag = "—" if machine.lag_us is None else f"{machine.lag_us / 1000:.0f} ms"
    clock = "—" if machine.offset_us is None else f"{machine.offset_us / 1000:+.2f} ms"
    alarms = "; ".join(machine.alarms) or "none"
    return f"{machine.node:{width}}  {role:9}  {lag:>8}  {clock:>10}  {machine.frames_per_s:>8}  {alarms}"
