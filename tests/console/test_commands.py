"""`wallboard console …` as it is typed: devices, tokens, certificates, and what is refused."""

from __future__ import annotations

import re
import ssl
import stat
from pathlib import Path

import pytest

from wallboard.cli.main import run
from wallboard.console.devices import Devices
from wallboard.console.pairing_text import fingerprint, pairing_url, qr_text
from wallboard.doctor.packages import program_path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "wallboard.toml"
    path.write_text('[console]\nfolder = "devices"\n', encoding="utf-8")
    return path


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["console", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_program_is_given_a_token_once_and_revoked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = typed(capsys, "token", "stream deck", "--role", "chief", "--config", str(config))
    token = out.split()[-1]
    assert status == 0
    devices = Devices(config.parent / "devices", lambda: 1)
    device = devices.of_token(token)
    assert device is not None
    assert (device.name, device.role, device.revoked_us) == ("stream deck", "chief", None)
    _, listed, _ = typed(capsys, "devices", "--config", str(config))
    assert re.match(r"stream deck +chief +paired ", listed)
    assert token not in listed
    assert typed(capsys, "revoke", "stream deck", "--config", str(config))[0] == 0
    assert devices.of_token(token).revoked_us is not None  # type: ignore[union-attr]
    assert typed(capsys, "revoke", "\udcff", "--config", str(config))[0] == 2
    status, _, err = typed(capsys, "revoke", "nobody", "--config", str(config))
    assert status == 2
    assert "no device that is paired is called 'nobody'; there are none" in err
    devices.close()


def test_a_console_that_others_reach_and_nobody_is_paired_with_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "wallboard.toml"
    said = '[console]\nlisten = "0.0.0.0:0"\nhosts = ["wall.local"]\ninsecure = true\nfolder = "devices"\n'
    config.write_text(said, encoding="utf-8")
    status, _, err = typed(capsys, "--config", str(config), "--record", str(tmp_path))
    assert status == 2
    assert err.count("\n") == 1
    assert "no device is paired: pair one first with `wallboard console pair`" in err
    assert run(["check", str(config)]) == 0
    assert "until then it does not listen" in capsys.readouterr().out


@pytest.mark.skipif(program_path("openssl") is None, reason="it makes the certificate")
def test_a_certificate_of_ones_own_can_be_used_and_only_its_owner_reads_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = typed(capsys, "certificate", "wall.local", "192.168.1.5", "--folder", str(tmp_path))
    assert (status, err) == (0, "")
    certificate, key = tmp_path / "console-certificate.pem", tmp_path / "console-key.pem"
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert re.fullmatch(r"([0-9A-F]{4} ){3}[0-9A-F]{4}", fingerprint(certificate))
    status, _, err = typed(capsys, "certificate", "wall.local", "--folder", str(tmp_path))
    assert status == 2
    assert "is there already" in err
    assert typed(capsys, "certificate", "http://wall", "--folder", str(tmp_path / "other"))[0] == 2


def test_a_qr_is_square_and_holds_the_code_behind_the_hash() -> None:
    lines = qr_text(pairing_url("https://wall.local:8711", "418207")).splitlines()
    assert pairing_url("https://wall.local:8711", "418207") == "https://wall.local:8711/pair#418207"
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= 80
    assert set("".join(lines)) <= set("█▀▄ ")
    assert lines[0] == "█" * len(lines[0])
