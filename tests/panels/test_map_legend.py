"""The legend of another country's map stands at the foot of its land, whatever shape that has, and never on it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from wallboard.config.map_panels import RegionMapOptions
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels.maps.composition import country_composition
from wallboard.scene.geography import CountryMap
from wallboard.scene.grid import Rect
from wallboard.scene.region_map import region_of

USA = region_of(RegionMapOptions.model_validate({"regions": "config/examples/usa/states.json"}))
BOXES = ((1000, 700), (1300, 800), (900, 520), (972, 730), (440, 280))


def country(wide_km: int, high_km: int) -> CountryMap:
    return replace(USA, extent=(-500.0 * wide_km, -500.0 * high_km, 500.0 * wide_km, 500.0 * high_km))


@given(wide_km=st.integers(20, 9000), high_km=st.integers(20, 9000), box=st.sampled_from(BOXES))
def test_the_legend_stands_at_the_foot_of_the_land_and_in_the_panel(
    wide_km: int, high_km: int, box: tuple[int, int]
) -> None:
    look, panel = Look(NIGHT, 1920, 1080), Rect(100, 200, *box)
    shown = country(wide_km, high_km)
    made = country_composition(shown, panel, look, listed=False, both=False)
    west, south, _, north = shown.extent
    (left, foot), top = made.fit.at(west, south), made.fit.at(west, north)[1]
    legend, em = made.legend, made.em
    assert panel.x <= legend.x
    assert panel.y - 1 <= top <= foot <= panel.bottom
    assert legend.bottom <= panel.bottom
    if legend.right <= left:
        assert left - legend.right <= 1.5 * em + 1 or legend.x == panel.x
    else:
        assert foot <= legend.y + 1
        assert legend.y - foot <= 1.6 * em
        assert abs((top - panel.y) - (panel.bottom - legend.bottom)) <= 2
