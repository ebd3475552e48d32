import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from places.geo import Plane

CIVIC_CENTRE = (52.5870, -2.1296)
LATITUDES = st.floats(52.4, 52.8)
LONGITUDES = st.floats(-2.4, -1.9)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_miles_agree_with_the_ellipsoid(latitude, longitude, other_latitude, other_longitude):
    plane = Plane.at(latitude, longitude)

    miles = plane.miles(other_latitude, other_longitude)

    exact = geodesic((latitude, longitude), (other_latitude, other_longitude)).miles
    assert miles == pytest.approx(exact, rel=0.005, abs=1e-6)


def test_miles_from_the_civic_centre_to_new_cross_hospital():
    assert Plane.at(*CIVIC_CENTRE).miles(52.5997, -2.0956) == pytest.approx(1.68, abs=0.01)


@given(LATITUDES, LONGITUDES, st.floats(0.1, 10))
def test_box_holds_every_point_within_the_distance(latitude, longitude, miles):
    plane = Plane.at(*CIVIC_CENTRE)
    box = plane.box(miles)

    is_near = plane.miles(latitude, longitude) <= miles

    in_box = box.south <= latitude <= box.north and box.west <= longitude <= box.east
    assert in_box or not is_near
