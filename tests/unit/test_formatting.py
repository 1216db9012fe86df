import pandas as pd
import pytest

from data.formatting import Range, format_range


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Range(25, 25), "25"),
        (Range(25, 47), "25–47"),
        (Range(7, 7, open=True), "7+"),
        (Range(25, 47, open=True), "25–47+"),
        (Range(0, 0), "0"),
        (Range(2_000, 2_500), "2,000–2,500"),
    ],
)
def test_a_range_has_both_bounds(found: Range, words: str) -> None:
    assert str(found) == words


def test_a_sum_of_ranges_adds_bounds_and_is_open_if_one_is() -> None:
    assert Range(1, 3) + Range(2, 2) == Range(3, 5)
    assert Range(1, 3, open=True) + Range(2, 2) == Range(1, 3) + Range(2, 2, open=True) == Range(3, 5, open=True)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (25, 25, "25"),
        (25, 47, "25–47"),
        (7, None, "at least 7"),
        (7, pd.NA, "at least 7"),
        (0, 0, "0"),
        (0, None, "0 or more"),
        (None, 40, "at most 40"),
        (None, None, "not reported"),
        (float("nan"), float("nan"), "not reported"),
        (50_000, None, "at least 50,000"),
        (2_000, 2_500, "2,000–2,500"),
    ],
)
def test_a_toll_in_words(low: float | None, high: float | None, words: str) -> None:
    assert format_range(low, high) == words
