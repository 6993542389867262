"""Who watches the gala before midnight and the wall after it: five channels and the shaking of phones.

TechNode quotes 35 million watching; how they divide, and the course of the evening, are simulated.
"""

from dataclasses import dataclass

from wallboard.demo.curve import MonotoneCurve
from wallboard.demo.knots import DAY_S
from wallboard.demo.noise import PPM, key_of, wave

_CHANNELS: tuple[tuple[str, str, str, int], ...] = (
    ("tv", "浙江卫视", "Zhejiang TV", 12_000_000),
    ("youku", "优酷", "Youku", 8_600_000),
    ("tmall-box", "天猫魔盒", "Tmall TV Box", 2_200_000),
    ("uc", "UC浏览器", "UCWeb", 3_000_000),
    ("mobile", "手机淘宝天猫", "Mobile Taobao & Tmall", 9_200_000),
)
"""id, names, viewers at midnight; together 35 million."""

_HOUR_S = 3600

_COURSE = MonotoneCurve.through(
    tuple(
        (second * 1_000_000, ppm)
        for second, ppm in (
            (-4 * _HOUR_S, 20_000), (-int(3.5 * _HOUR_S), 270_000), (-3 * _HOUR_S, 520_000), (-2 * _HOUR_S, 670_000),
            (-_HOUR_S, 790_000), (-900, 900_000), (-60, 985_000), (0, 1_000_000), (418, 940_000), (1200, 700_000),
            (_HOUR_S, 380_000), (3 * _HOUR_S, 90_000), (5 * _HOUR_S, 28_000), (8 * _HOUR_S, 42_000),
            (12 * _HOUR_S, 60_000), (20 * _HOUR_S, 85_000), (DAY_S - 300, 130_000), (DAY_S + 2 * _HOUR_S, 15_000),
        )
    )
)  # fmt: skip
"""Viewers over the night, in parts per million of those at midnight, by microseconds since the start."""

_WAVES = ((3_000_000, 4_000), (17_000_000, 7_000), (140_000_000, 14_000))

_SHAKES = MonotoneCurve.through(
    tuple(
        (second * 1_000_000, shakes)
        for second, shakes in (
            (-int(3.5 * _HOUR_S), 0), (-3 * _HOUR_S, 9_000_000), (-2 * _HOUR_S, 41_000_000), (-_HOUR_S, 76_000_000),
            (0, 118_000_000), (418, 120_000_000), (_HOUR_S, 121_600_000), (DAY_S, 124_300_000),
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoChannel:
    """One way to watch, and its key to the noise."""

    id: str
    name: dict[str, str]
    at_midnight: int
    key: int

    def viewers(self, elapsed_us: int) -> int:
        """Viewers at any instant: they rise to midnight, then leave."""
        flicker = sum(wave(self.key + period, elapsed_us, period, limit) for period, limit in _WAVES)
        return self.at_midnight * _COURSE.at(elapsed_us) * (PPM + flicker) // PPM**2


def channels(seed: int) -> tuple[DemoChannel, ...]:
    """The five channels of the night."""
    return tuple(
        DemoChannel(id_, {"zh": zh, "en": en}, viewers, key_of(seed, f"viewers {id_}"))
        for id_, zh, en, viewers in _CHANNELS
    )


def shakes(elapsed_us: int) -> int:
    """How often viewers have shaken their phones since the gala began at 20:30."""
    return _SHAKES.at(elapsed_us)
