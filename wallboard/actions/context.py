"""What an action needs to know about the wall at the instant a key is pressed, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wallboard.config.rundown_file import RundownEntry


class Context(msgspec.Struct, frozen=True):
    """The wall when a key is pressed. All `*_us` but `mono_us` are recording time in microseconds.

    `now_us` is the recording's own now, `edge_us` the live edge (now less the playout delay, or the end of a finished
    recording, which is not `live`), `first_us` the recording's first row (None: nothing is recorded yet),
    `playhead_us` where the playhead stands, whether or not the picture is frozen elsewhere. `layout` is the name of
    the layout that is up, `absent` those that say nothing about this event, `leaving` which one a change to another
    would leave (in mid-change what is to be seen) and since when it counts as being left, `milestone_us` when the
    newest milestone before the playhead was committed, `languages` those of the wall, `exchanged` whether there is a
    rate for the `second` currency,
    `held_id` the answer that waits for the operator, `gmv_fen` the sum that is up and `final` whether it is said to be
    final, `marks` ascend.

    `canvases` are those of the public that are up; the action is meant for `canvas` ("": for all), and for what is
    prepared rather than what is on air where it `prepares`. `asked` is what a request brings along. `up_on` and
    `leaving_on` are `layout` and `leaving` of canvases that show something of their own. `messages` are those that the
    configuration has ready, `panels` those whose figures can be hidden, `pictures` those with live pictures and
    `pictures_up` those of them that are seen, `pointed_panel` the one beneath the pointer. `who` acts, at `utc_us`; the
    event's clock then shows `event_us`. The event begins at `start_us` and ends at `end_us`. `rundown` are the entries
    of the night's table, `next_entry` the number of the one that comes next. `night_us` is what a recap shows: from
    where to where. `passed_fen` are the sums that have been passed, in order. `corrected_us` is when the
    newest correction of the total was committed.
    """

    now_us: int
    edge_us: int
    playhead_us: int
    mono_us: int
    first_us: int | None = None
    live: bool = True
    layout: str = ""
    absent: frozenset[str] = frozenset()
    leaving: tuple[str, int] = ("", 0)
    frame_us: int = 16_667
    page_dwell_us: int = 12_000_000
    languages: tuple[str, ...] = ("zh", "en")
    second: str = "USD"
    exchanged: bool = True
    provinces: int = 34
    milestone_us: int | None = None
    held_id: int | None = None
    gmv_fen: int | None = None
    final: bool = False
    marks: tuple[int, ...] = ()
    canvases: tuple[str, ...] = ()
    canvas: str = ""
    prepares: bool = False
    asked: Mapping[str, object] = msgspec.field(default_factory=dict)
    up_on: Mapping[str, str] = msgspec.field(default_factory=dict)
    leaving_on: Mapping[str, tuple[str, int]] = msgspec.field(default_factory=dict)
    messages: tuple[tuple[tuple[str, str], ...], ...] = ()
    panels: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    pictures_up: tuple[str, ...] = ()
    pointed_panel: str = ""
    who: str = ""
    utc_us: int = 0
    event_us: int | None = None
    start_us: int | None = None
    end_us: int | None = None
    rundown: tuple[RundownEntry, ...] = ()
    next_entry: int | None = None
    night_us: tuple[int, int] | None = None
    passed_fen: tuple[int, ...] = ()
    corrected_us: int | None = None
