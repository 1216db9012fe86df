"""A slide's data under the names that the slide's modules still use; see `components.page_data`."""

import pandas as pd

from components.page_data import Record, SlideData, load_slide
from data.datasets import Dataset
from data.record.catalog import Catalog
from data.record.provenance import EventDetail
from data.view import Dates, View


class Brief(SlideData):
    """`SlideData` with the former names of some attributes."""

    @property
    def story(self) -> EventDetail | None:
        """The selected event."""
        return self.detail

    @property
    def rows(self) -> pd.DataFrame:
        """What the chart draws of the view."""
        return self.chart_rows

    @property
    def beside(self) -> pd.DataFrame:
        """What the chart draws beside it."""
        return self.chart_context

    @property
    def record(self) -> Dates:
        """The first and the last day of the whole table."""
        return self.record_extent

    @property
    def dataset(self) -> str:
        """The dataset's name."""
        return self.dataset_name

    @property
    def version(self) -> str:
        """The record's version."""
        return self.record_version


def gather(catalog: Catalog, dataset: Dataset, view: View) -> Brief:
    """Return the data of a view's slide."""
    return Brief(**vars(load_slide(Record.of(catalog, dataset.engine), dataset, view)))
