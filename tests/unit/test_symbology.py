import pytest

from components.symbology import half_height, paired, short


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1"), (999, "999"), (1_000, "1k"), (6_692, "6.7k"), (12_345, "12k"), (123_456, "120k"), (1_250_000, "1.2M")],
)
def test_a_count_fits_into_its_symbol(number: int, words: str) -> None:
    assert short(number) == words


def test_more_events_make_a_larger_symbol_up_to_the_largest_group() -> None:
    for most in (9, 50, 51, 100_000):
        sizes = [half_height(events, most) for events in sorted({1, 2, most // 2, most})]
        assert sizes == sorted(set(sizes))
        assert sizes[-1] < 25


@pytest.mark.parametrize("events", [2, 9, 99])
def test_events_of_one_type_show_its_sign_beside_their_number(events: int) -> None:
    assert paired(events, "airstrike")
    assert not paired(events, "")


@pytest.mark.parametrize("events", [1, 100, 1_400])
def test_where_a_number_leaves_no_room_it_stands_alone(events: int) -> None:
    assert not paired(events, "airstrike")
