import pytest

from clinics.places import Place, Point, find_place

PORTLAND, SALEM = Point(45.5152, -122.6784), Point(44.9429, -123.0351)


def test_distance_is_in_miles():
    assert round(PORTLAND.miles_to(SALEM), 1) == 43.2


def test_distance_to_itself_is_none():
    assert PORTLAND.miles_to(PORTLAND) == 0


@pytest.mark.parametrize(
    ("latitude", "longitude", "wind"),
    [
        (46, -122.6784, "north"),
        (45, -122.6784, "south"),
        (45.5152, -122, "east"),
        (45.5152, -123, "west"),
        (46, -122, "northeast"),
        (45, -123.4, "southwest"),
    ],
)
def test_wind_says_where_the_other_lies(latitude, longitude, wind):
    assert PORTLAND.wind_to(Point(latitude, longitude)) == wind


@pytest.mark.parametrize("typed", ["97301-1234", "97301", "\N{FULLWIDTH DIGIT NINE}7301"])
def test_zip_code_lies_in_its_town(typed):
    place = find_place(typed)

    assert place.name == "97301"
    assert place.point.miles_to(SALEM) < 5


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("salem", "Salem, OR"),
        (" Salem,  or ", "Salem, OR"),
        ("Salem MA", "Salem, MA"),
        ("salem, massachusetts", "Salem, MA"),
        ("St. Helens", "Saint Helens, OR"),
        ("New York", "New York, NY"),
        ("Oregon City", "Oregon City, OR"),
        ("Washington, DC", "Washington, DC"),
    ],
)
def test_town_is_the_one_nearest_to_the_clinics_unless_its_state_is_named(typed, name):
    assert find_place(typed, [PORTLAND]).name == name


@pytest.mark.parametrize(
    "typed", ["", "  ", "00000", "1234", "nowhere at all", "Salem XX", "\0", "🙂", "٩٧٢١٤", "97٢14"]
)
def test_what_is_no_place_is_none(typed):
    assert find_place(typed, [PORTLAND]) is None


def test_place_without_clinics_is_still_found():
    assert isinstance(find_place("portland"), Place)
