"""All settings of a wall in one frozen value: what every other part is given."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from wallboard.config.cluster_settings import ClusterSettings
from wallboard.config.collection import Figures, JudgementSettings, MappingRule, Polling, Recording
from wallboard.config.console_settings import ConsoleSettings
from wallboard.config.display_settings import DisplaySettings, ThemeSettings
from wallboard.config.event_settings import EarlierYearTable, Event, Milestones, Money
from wallboard.config.key_names import Key
from wallboard.config.layouts import ANY_CANVAS, CanvasAreas, Layout
from wallboard.config.metric_settings import MetricSettings, OwnMetricName
from wallboard.config.panels import Panel
from wallboard.config.picture_panels import PicturePanelOptions, SlidesOptions, VideoOptions
from wallboard.config.press_settings import PressSettings
from wallboard.config.screen_rules import Canvas, ScreenRule
from wallboard.config.source_settings import SourceSettings
from wallboard.config.value_types import Model
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import MOST_OWN
from wallboard.core.mapping import Mapping


def _keys(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Settings(Model):
    """What a configuration file says, over the built-in defaults."""

    event: Event = Field(default_factory=Event)
    money: Money = Money()
    sources: tuple[SourceSettings, ...] = Field(default=(), alias="source", max_length=32)
    polling: Polling = Polling()
    judgement: JudgementSettings = JudgementSettings()
    figures: Figures = Field(default_factory=dict)
    milestones: Milestones = Milestones()
    earlier_years: tuple[EarlierYearTable, ...] = Field(default=(), alias="earlier_year")
    mapping: dict[str, MappingRule] = Field(default_factory=dict)
    metrics: dict[OwnMetricName, MetricSettings] = Field(default_factory=dict, max_length=MOST_OWN)
    """The operator's own, by name."""
    recording: Recording = Recording()
    press: PressSettings | None = None
    """The press desk; None: there is none."""
    display: DisplaySettings = DisplaySettings()
    theme: ThemeSettings = ThemeSettings()
    keys: dict[str, Annotated[tuple[Key, ...], BeforeValidator(_keys)]] = Field(default_factory=dict)
    """The keys of each action that the file binds anew; an empty list unbinds it."""
    screens: dict[str, ScreenRule] = Field(default_factory=dict)
    canvases: dict[str, Canvas] = Field(default_factory=dict)
    console: ConsoleSettings | None = None
    """The operators' console in the browser; None: there is none, and nothing listens."""
    cluster: ClusterSettings | None = None
    """This machine as one of several; None: it is a wall by itself."""
    layouts: dict[str, Layout]
    panels: dict[str, Panel]

    @property
    def contract_mapping(self) -> Mapping | None:
        """The rules for a foreign endpoint, compiled; None where it speaks the contract itself."""
        rules = {name: rule.model_dump(exclude_defaults=True, by_alias=True) for name, rule in self.mapping.items()}
        return Mapping.from_dict(rules, self.event.zone) if rules else None

    def without_start(self, layout: str) -> str:
        """What a layout is for an event that has no start: what it is after one, if it has such."""
        shown = self.layouts[layout]
        later = shown.later if shown.until == "start" else None
        return later if later is not None and later in self.layouts else layout

    def panels_of(self, layout: str) -> frozenset[str]:
        """The names of the panels of a layout, on whatever canvas of whatever shape. Raises KeyError."""
        return self.layouts[layout].panels

    @cached_property
    def live_pictures(self) -> dict[str, PicturePanelOptions]:
        """The panels whose pictures are decoded, by name: those that stand in a layout and have a source."""
        shown = frozenset().union(*(self.panels_of(layout) for layout in self.layouts))
        return {
            name: panel
            for name, panel in self.panels.items()
            if name in shown and isinstance(panel, VideoOptions | SlidesOptions) and panel.has_source
        }

    @property
    def own_metrics(self) -> tuple[Metric, ...]:
        """The metrics of the operator's own, in the order of the file."""
        return tuple(metric.named(name) for name, metric in self.metrics.items())

    def role(self, canvas: str) -> Literal["public", "operator"]:
        """Whose eyes a canvas is for: the public's, unless the file says otherwise."""
        return self.canvases[canvas].role if canvas in self.canvases else "public"

    def layout_on(self, canvas: str, layout: str) -> str:
        """The layout that stands on a canvas while `layout` is chosen.

        That is the canvas's own where it has a fixed one, and the opening layout where a public canvas would show what
        is meant for operators' canvases only.
        """
        own = self.canvases[canvas].layout if canvas in self.canvases else None
        if own is not None:
            return own
        for_all = any(self.role(name) == "public" for name in self.layouts[layout].canvas)
        return layout if for_all or self.role(canvas) == "operator" else self.event.opening

    def composition(self, layout: str, canvas: str, aspect: float) -> CanvasAreas:
        """What a canvas of `aspect` = width / height shows in a layout.

        The canvas's own entry comes first, then "*", then the layout's first public canvas, then its first one.

        Raises:
            KeyError: there is no such layout.
        """
        entries = self.layouts[self.layout_on(canvas, layout)].canvas
        public = (name for name in entries if self.role(name) == "public")
        chosen = next(name for name in (canvas, ANY_CANVAS, *public, *entries) if name in entries)
        return entries[chosen].for_aspect(aspect)
