"""Doctor on the configuration and on endpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.demo.night import snapshot_at
from wallboard.doctor.configured import check_configuration, check_endpoint, check_endpoints
from wallboard.doctor.findings import FindingMark
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import FetchFailed

SMALL = {"contract": "wallboard/1", "at": "2016-11-11T00:06:58+08:00", "gmv": "10000000000.00"}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None)


def test_a_good_configuration_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[polling]\ninterval_s = 1.0\n")
    finding, settings = check_configuration(file, {})
    assert (finding.mark, finding.said) == (FindingMark.GOOD, str(file))
    assert settings is not None
    assert settings.polling.interval_s == 1


def test_a_bad_configuration_is_told_with_its_first_mistake_and_their_number(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[polling]\ninterval_s = -1.0\nfast = true\n")
    finding, settings = check_configuration(file, {})
    assert settings is None
    assert finding.mark is FindingMark.WRONG
    assert "mine.toml:2" in finding.said
    assert "and 1 more" in finding.said


def test_a_configuration_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    finding, _ = check_configuration(tmp_path / "none.toml", {})
    assert finding.mark is FindingMark.WRONG


def test_an_endpoint_that_says_all_is_good(settings: Settings) -> None:
    source = ScriptedSource([json.dumps(snapshot_at(60_000_000)).encode()])
    assert check_endpoint("demo", source, settings).mark is FindingMark.GOOD


def test_what_panels_would_lack_is_named(settings: Settings) -> None:
    finding = check_endpoint("small", ScriptedSource([json.dumps(SMALL).encode()]), settings)
    assert finding.mark is FindingMark.NOTE
    assert "cities" in finding.said


@pytest.mark.parametrize("step", [b"<html>", b"{}", FetchFailed("refused", "nothing listens there")])
def test_an_endpoint_that_cannot_be_used_is_wrong(step: bytes | FetchFailed, settings: Settings) -> None:
    assert check_endpoint("broken", ScriptedSource([step]), settings).mark is FindingMark.WRONG


def test_no_endpoint_is_only_a_note(settings: Settings) -> None:
    assert [finding.mark for finding in check_endpoints(settings)] == [FindingMark.NOTE]
