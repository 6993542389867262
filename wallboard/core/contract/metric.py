"""A single figure that a snapshot may carry, the contract's or the operator's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from wallboard.core.contract.snapshot import Name

MetricKind = Literal["money", "count", "rate", "share", "audience"]


class Metric(msgspec.Struct, frozen=True):
    """One figure: what kind it is, whether it only ever grows, its names, and the field it is read from.

    The contract's own have no `title`: the catalogues say what they are called.

    `total` marks a monotone sum, the only kind that rolls between two snapshots. Of a figure of the operator's own
    `field` is its name, `path` the JMESPath at which it stands in an answer, `scale` what it is multiplied by, and
    `number` how it is spelled where it comes as a text.
    """

    name: str
    kind: MetricKind
    total: bool
    title: Name
    field: str
    path: str = ""
    scale: str = "1"
    number: str = ""

    @property
    def exact_scale(self) -> Decimal:
        """What the figure found is multiplied by."""
        return Decimal(self.scale)
