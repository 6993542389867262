"""What an endpoint says, fetched once: how it is understood, and which panels would stay empty."""

from wallboard.probe.asking import probe, probe_url
from wallboard.probe.probe_report import EmptyPanel, FieldSeen, ProbeReport

__all__ = ["EmptyPanel", "FieldSeen", "ProbeReport", "probe", "probe_url"]
