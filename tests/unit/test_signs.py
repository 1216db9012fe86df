import pytest

from components.signs import half_height, short


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
