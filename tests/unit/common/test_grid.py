"""Degrees to the British National Grid and back."""

import pytest

from dco_portal.common import grid

# Worcester Cathedral, Bath Abbey and Salisbury Cathedral as a map prints them (within 20 m).
KNOWN = [
    ((52.18867, -2.22075), (384990, 254530)),
    ((51.38153, -2.35870), (375126, 164768)),
    ((51.06484, -1.79740), (414296, 129504)),
]


@pytest.mark.parametrize(("degrees", "metres"), KNOWN)
def test_known_places(degrees, metres):
    found = grid.to_grid(*degrees)
    assert grid.metres(found, metres) < 60


def test_there_and_back_is_the_same_point():
    latitude, longitude = grid.to_latlong(384900, 254800)
    assert grid.metres(grid.to_grid(latitude, longitude), (384900, 254800)) <= 1.5


@pytest.mark.parametrize("point", [(0.0, 0.0), (51.5, 40.0), (float("nan"), 0.0), (91.0, 0.0)])
def test_points_off_the_grid_have_none(point):
    assert grid.to_grid(*point) is None


def test_many_keep_their_order_and_their_gaps():
    many = grid.to_grid_many([52.18867, 0.0, 51.38153], [-2.22075, 0.0, -2.35870])
    assert many == [grid.to_grid(52.18867, -2.22075), None, grid.to_grid(51.38153, -2.35870)]


def test_metres_are_along_a_straight_line():
    assert grid.metres((0, 0), (3, 4)) == 5
