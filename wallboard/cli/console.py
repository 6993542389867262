"""`wallboard console`: the operators' console in the browser, and the devices that may use it."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called, so that all of them start quickly

from __future__ import annotations

import importlib.util
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import load_settings, recording_to_show
from wallboard.cli.logs import start_logging
from wallboard.cli.options import FILE, FOLDER, config_option, said
from wallboard.cli.output import document, say
from wallboard.config.console_settings import ConsoleSettings, is_loopback
from wallboard.core.errors import ConfigError, UsageError
from wallboard.core.instants import from_us
from wallboard.core.system_clocks import system_mono_us, system_utc_us

if TYPE_CHECKING:
    from wallboard.config.settings import Settings
    from wallboard.console.devices import Device, Devices
    from wallboard.console.roles import Role
    from wallboard.console.starting import PictureSources

log = logging.getLogger(__name__)

ROLES = ("viewer", "operator", "chief")
_LOOK_S = 0.5
_role_option = click.option(
    "--role", type=click.Choice(ROLES), default="operator", show_default=True, help="What the device may do."
)


@click.group(invoke_without_command=True)
@click.option("--listen", metavar="ADDRESS", help="Where to listen, such as 127.0.0.1:8711; default: as configured.")
@click.option("--pictures", type=FOLDER, hidden=True)
@click.option("--program", type=FILE, hidden=True)
@child_options
@click.pass_context
def console(
    context: click.Context, listen: str | None, pictures: Path | None, program: Path | None, child: ChildOptions
) -> None:
    """The operators' console, in the browser.

    `wallboard run` starts it by itself where the configuration has a [console]. Without one it is reached from this
    machine alone. Each device is paired once: `wallboard console pair`.
    """
    if context.invoked_subcommand is not None:
        return
    start_logging("console")
    _check_extra()
    from wallboard.console.starting import PictureSources

    _serve(child, listen, PictureSources(pictures, program))


@console.command()
@_role_option
@config_option
def pair(role: Role, config: Path | None) -> int:
    """Pair a device: print a code and a QR, valid for two minutes.

    Exit status 1 where nobody has used the code by then.
    """
    _check_extra()
    from wallboard.console.devices import CODE_US
    from wallboard.console.pairing_text import fingerprint, pairing_url, qr_text

    chosen = _console_settings(load_settings(config)[0])
    devices = _devices(chosen)
    before = {device.name for device in devices.all()}
    address = _address(chosen, devices)
    code = devices.new_code(role)
    until_us = system_mono_us() + CODE_US
    say(f"Pair a device as {role}. Scan, or type the code:")
    document(qr_text(pairing_url(address, code)))
    say(f"    {code[:3]} {code[3:]}")
    say(f"{address}/pair")
    say("valid for 2 minutes; one device; 5 tries a minute")
    if chosen.certificate is not None:
        say(f"certificate {fingerprint(chosen.certificate)}")
    if not _is_up(devices):
        say("the console does not run: start the wall, or `wallboard console`, within the two minutes")
    while system_mono_us() < until_us:
        new = next((device for device in devices.all() if device.name not in before), None)
        if new is not None:
            say(f"paired: {new.name}, {new.role}")
            return 0
        time.sleep(_LOOK_S)
    say("the code has expired, and nobody has used it: run `wallboard console pair` again", err=True)
    return 1


@console.command()
@click.argument("name", callback=said)
@_role_option
@config_option
def token(name: str, role: Role, config: Path | None) -> None:
    """Pair a program, such as Bitfocus Companion: print a token for it.

    It is told here alone, and stored hashed. The program sends it as a header: Authorization: Bearer TOKEN.
    """
    from wallboard.console.devices import PairingError

    devices = _devices(_console_settings(load_settings(config)[0]))
    try:
        made, device = devices.add(name, role)
    except PairingError:
        msg = "too many devices are paired: revoke some with `wallboard console revoke NAME`"
        raise UsageError(msg) from None
    say(f"paired: {device.name}, {device.role}; its token, which is not told again:")
    document(made)


@console.command()
@config_option
def devices(config: Path | None) -> None:
    """List the paired devices."""
    found = _devices(_console_settings(load_settings(config)[0])).all()
    if not found:
        say("no device is paired; pair one with `wallboard console pair`")
    for device in found:
        say(f"{device.name:<24} {_told(device)}")


@console.command()
@click.argument("name")
@config_option
def revoke(name: str, config: Path | None) -> None:
    """Take a device's access back, at once."""
    kept = _devices(_console_settings(load_settings(config)[0]))
    paired = [device.name for device in kept.all() if device.revoked_us is None]
    if name not in paired or not kept.revoke(name):
        msg = f"no device that is paired is called {name!r}; there are {', '.join(paired) or 'none'}"
        raise UsageError(msg)
    say(f"revoked: {name}")


@console.command()
@click.argument("hosts", nargs=-1, required=True)
@click.option("--folder", type=FOLDER, metavar="DIR", help="Where to write them; default: here.")
def certificate(hosts: tuple[str, ...], folder: Path | None) -> None:
    """Make a certificate of your own for the names under which the console is reached, and its key.

    Browsers warn of it once: compare the fingerprint that `wallboard console pair` prints.
    """
    from wallboard.console.certificates import make_certificate

    made, key = make_certificate(hosts, folder or Path())
    say(f"certificate {made}")
    say(f"key         {key}, which only you can read")


def _serve(child: ChildOptions, listen: str | None, sources: PictureSources) -> None:
    """Serve until a signal, or the end of standard input where it is supervised.

    Raises:
        ConfigError: it is not protected as it has to be where it listens.
        ListenError: it cannot listen there.
    """
    from wallboard.console.starting import start

    settings, _, _ = child.settings()
    folder = recording_to_show(settings, child.record)
    chosen = _console_settings(settings, listen)
    kept = _devices(chosen)
    beat = child.beats().beat
    cut = threading.Event()
    child.when_cut(cut.set)
    if child.supervised and not _paired_by_and_by(chosen, kept, beat, cut):
        return
    check_paired(chosen, kept)
    running = start(settings, chosen, kept, folder, sources, beat)
    threading.Thread(target=_stop_when, args=(cut, running.stop), name="end", daemon=True).start()
    kept.listens(running.address, os.getpid())
    log.info("the console is at %s", running.address)
    if not child.supervised:
        say(f"the console is at {running.address}; Ctrl-C ends")
    running.run()


def _paired_by_and_by(chosen: ConsoleSettings, kept: Devices, beat: Callable[[], None], cut: threading.Event) -> bool:
    """Wait, without listening, until a device is paired or may be; False where the wall has ended first."""
    told = False
    while not cut.is_set():
        try:
            check_paired(chosen, kept)
        except ConfigError as error:
            if not told:
                log.warning("%s", error)
            told = True
        else:
            return True
        beat()
        cut.wait(_LOOK_S / 2)
    return False


def _stop_when(cut: threading.Event, stop: Callable[[], None]) -> None:
    cut.wait()
    stop()


def console_lines(settings: Settings) -> tuple[str, ...]:
    """What is to be told of the console that is configured. Raises ConfigError: its certificate cannot be used."""
    chosen = settings.console
    if chosen is None:
        return ()
    try:
        _check_extra()
    except UsageError as error:
        return (str(error),)
    from wallboard.console.serving import Tls, check_tls

    if chosen.certificate is not None and chosen.key is not None:
        check_tls(Tls(chosen.certificate, chosen.key))
    try:
        check_paired(chosen, _devices(chosen))
    except ConfigError as error:
        return (f"{error}; until then it does not listen",)
    return ()


def chiefs_code(settings: Settings) -> str:
    """A code that pairs a chief, for two minutes. Raises UsageError, DevicesError."""
    _check_extra()
    return _devices(_console_settings(settings)).new_code("chief")


def check_paired(chosen: ConsoleSettings, kept: Devices) -> None:
    """Raise ConfigError where other machines would reach a console for which no device is paired."""
    if is_loopback(chosen.address[0]) or kept.is_open() or any(device.revoked_us is None for device in kept.all()):
        return
    msg = (
        f"the console would be reached from other machines at {chosen.listen}, and no device is paired: "
        "pair one first with `wallboard console pair`"
    )
    raise ConfigError(msg)


def _check_extra() -> None:
    lacking = [name for name in ("starlette", "uvicorn", "websockets", "segno") if not importlib.util.find_spec(name)]
    if lacking:
        msg = f"the console needs {', '.join(lacking)}: install wallboard[web]"
        raise UsageError(msg)


def _console_settings(settings: Settings, listen: str | None = None) -> ConsoleSettings:
    """As configured; without a [console] on loopback. Raises UsageError."""
    chosen = settings.console or ConsoleSettings()
    if listen is None:
        return chosen
    from pydantic import ValidationError

    try:
        return ConsoleSettings.model_validate(chosen.model_dump(exclude_unset=True) | {"listen": listen})
    except ValidationError as error:
        raise UsageError("; ".join(f"--listen: {each['msg']}" for each in error.errors(include_url=False))) from None


def _devices(chosen: ConsoleSettings) -> Devices:
    from wallboard.console.devices import Devices, devices_folder

    return Devices(devices_folder(chosen.folder), system_utc_us)


def _address(chosen: ConsoleSettings, kept: Devices) -> str:
    """The address of the console that runs, else of the one that is configured."""
    found = kept.listening()
    if found is not None and _is_up(kept):
        return found[0]
    from wallboard.console.starting import address_of

    return address_of(chosen, chosen.address[1])


def _is_up(kept: Devices) -> bool:
    from wallboard.supervise.health import is_alive

    found = kept.listening()
    return found is not None and is_alive(found[1])


def _told(device: Device) -> str:
    paired = f"{device.role:<9} paired {from_us(device.paired_us):%Y-%m-%d %H:%M}"
    if device.revoked_us is not None:
        return f"{paired}, revoked {from_us(device.revoked_us):%Y-%m-%d %H:%M} UTC"
    return f"{paired}, last seen {from_us(device.seen_us):%Y-%m-%d %H:%M} UTC"
