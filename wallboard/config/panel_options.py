"""What the options of every kind of panel have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from wallboard.config.value_types import Model
from wallboard.core.contract.metric import Metric


class PanelOptions(Model, ABC):
    """What a kind of panel takes; `panels.kinds` says which code resolves and places it."""

    kind: str

    @abstractmethod
    def needs(self, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """The fields of the contract that the panel draws from; none for clocks, words and patterns."""
