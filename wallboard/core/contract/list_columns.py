"""Which columns a table must have so that its rows are a list of the contract: for databases, files and metrics."""

from __future__ import annotations

from typing import Final

import msgspec


class ListColumns(msgspec.Struct, frozen=True):
    """The columns of one list: what tells its items apart, their figure, and whether they may bear names.

    `below`: the column that names the item above, for a list that lies inside the items of another one.
    """

    key: str
    figure: str
    named: bool = False
    below: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(column for column in (self.below, self.key, self.figure) if column)

    def allows(self, column: str) -> bool:
        """Whether a column means something here: `name`, and `name_en` in one language."""
        language = column.removeprefix("name_")
        return column in self.required or (
            self.named and (column == "name" or (language != column and language.isalnum()))
        )


LIST_COLUMNS: Final[dict[str, ListColumns]] = {
    "cities": ListColumns("code", "gmv"),
    "categories": ListColumns("id", "gmv", named=True),
    "categories.top": ListColumns("id", "gmv", named=True, below="category"),
    "best_selling_brands": ListColumns("id", "gmv", named=True),
    "selling_to_china": ListColumns("country", "gmv"),
    "buying_from_china": ListColumns("country", "gmv"),
    "audience": ListColumns("channel", "viewers", named=True),
    "engagement": ListColumns("name", "count"),
    "milestones": ListColumns("at", "gmv"),
}
"""By the field of the contract; `categories.top` is the best of each category."""
