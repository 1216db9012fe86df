"""Forged links: each is a view that survives its own link, or an error in one sentence; all that follows is finite."""

import math
from contextlib import suppress

import numpy as np
import pytest

from components.page_data import Record, SlideData, load
from components.slide.formats import svg
from data.clean_text import clean_line
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View, ViewError
from tests.unit.links import link

SEED = 20_240_128
LINKS = 20_000
LARGEST_SLIDE = 5_000_000


def parsed(query: str) -> View | None:
    """Return the view of a link, checked to survive its own link; None where it is refused in one sentence."""
    try:
        view = View.parse(query)
    except ViewError as error:
        message = str(error)
        assert message.endswith(".")
        assert clean_line(message) == message
        assert len(message) < 500
        return None
    assert View.parse(view.query()) == view
    assert View.from_parameters(view.parameters()) == view
    assert view.query().isascii()
    assert clean_line(view.describe()) == view.describe()
    points = (number for note in view.note for number in (note.latitude, note.longitude))
    assert all(map(math.isfinite, [*(view.at or ()), *(view.area or ()), *points]))
    return view


@pytest.mark.parametrize("number", [2_000, pytest.param(LINKS, marks=pytest.mark.slow)])
def test_a_forged_link_is_a_view_or_an_error(number: int) -> None:
    views = [view for seed in range(number) if (view := parsed(link(SEED + seed)))]
    assert number / 20 < len(views) < number  # both ends are tried
    assert any(view.at for view in views)
    assert any(view.area for view in views)
    assert any(view.note for view in views)


def forged_views(number: int) -> list[View]:
    """Return different views of forged links that show the record."""
    views: dict[View, None] = {}
    for seed in range(LINKS):
        view = parsed(link(SEED + seed))
        if view and view.data == "record" and view != View():
            views[view] = None
        if len(views) == number:
            break
    return list(views)


@pytest.mark.slow
def test_the_page_of_a_forged_link_is_loaded(catalog: Catalog, record_engine: Engine) -> None:
    record, dataset = Record.of(catalog, record_engine), Dataset("record", record_engine, of_record=True)
    views = forged_views(200)
    assert len(views) == 200
    loaded = 0
    for number, forged in enumerate(views):
        with suppress(ViewError):
            view = record_engine.check(forged)
            page = load(record, dataset, view)
            assert page.counts.shown + page.counts.filtered_out == page.counts.everything
            assert np.isfinite(page.groups[["latitude", "longitude"]].to_numpy()).all()
            loaded += 1
            if number % 15 == 0:
                slide = load(record, dataset, view.with_(mode="briefing"))
                assert isinstance(slide, SlideData)
                assert len(svg.write(slide)) < LARGEST_SLIDE
    assert loaded > 30
