"""What an endpoint says, fetched once: how it is understood, and which panels would stay empty."""

from wallboard.probe.asking import opened, probe, probe_sample, probe_url
from wallboard.probe.probe_report import EmptyPanel, FieldSeen, ProbeReport
from wallboard.probe.watching import Watched, watch

__all__ = ["EmptyPanel", "FieldSeen", "ProbeReport", "Watched", "opened", "probe", "probe_sample", "probe_url", "watch"]
