"""The served dataset, and an uploaded file alone or with the record."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.datasets import EVENTS_VARIABLE, ServedTableError, UploadedDataset, dataset_for, served_dataset
from data.importers import run, to_parquet
from data.query import prepared_table
from data.record.catalog import Catalog, flatten
from data.terms import NOT_NAMED
from data.view import View, ViewError


def table(path: Path, days: list[str]) -> Path:
    pd.DataFrame({"id": range(len(days)), "date": days, "lat": 33.5, "lon": 43.2, "country": "Iraq"}).to_csv(
        path, index=False
    )
    return path


def uploaded(tmp_path: Path, catalog: Catalog, days: list[str]) -> UploadedDataset:
    return UploadedDataset(run(table(tmp_path / "mine.csv", days), "table"), catalog)


def test_the_record_is_served_by_default(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EVENTS_VARIABLE, raising=False)
    served = served_dataset(catalog)
    assert served.fingerprint == catalog.fingerprint
    assert served.of_record
    assert served.engine.counts(View()).everything == len(catalog.events)


def test_an_imported_parquet_is_served_whole_and_a_pattern_serves_several(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_parquet(table(tmp_path / "a.csv", ["2024-01-01", "2024-01-02"]), "table", out=tmp_path / "a.parquet")
    monkeypatch.setenv(EVENTS_VARIABLE, str(tmp_path / "a.parquet"))
    one = served_dataset(catalog)
    assert one.name == "Served table"
    assert one.engine.counts(View()).everything == 2
    assert one.engine.tolls(View()).empty
    to_parquet(table(tmp_path / "b.csv", ["2023-05-01"]), "table", out=tmp_path / "b.parquet")
    monkeypatch.setenv(EVENTS_VARIABLE, str(tmp_path / "*.parquet"))
    both = served_dataset(catalog)
    assert both.engine.counts(View()).everything == 3
    assert both.fingerprint != one.fingerprint


@pytest.mark.parametrize("many", [prepared_table.ROLLUP_MIN_RATIO, prepared_table.ROLLUP_MIN_RATIO - 1])
def test_many_events_of_few_days_are_counted_from_the_daily_rollup(
    many: int, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"2024-01-{day:02}" for day in (1, 2, 3)]
    to_parquet(table(tmp_path / "a.csv", many * days), "table", out=tmp_path / "a.parquet")
    monkeypatch.setenv(EVENTS_VARIABLE, str(tmp_path / "a.parquet"))
    engine = served_dataset(catalog).engine
    queries: list[str] = []
    run_query = engine.database.query
    monkeypatch.setattr(engine.database, "query", lambda text, schema: queries.append(text) or run_query(text, schema))

    def of_days(view: View) -> bool:
        queries.clear()
        engine.sums(view)
        return prepared_table.BY_DAY in queries[-1]

    since = View(dates=(date(2024, 1, 2), None), country=("Iraq",))
    assert of_days(since) is (many >= prepared_table.ROLLUP_MIN_RATIO)
    assert engine.sums(since)["events"].sum() == 2 * many
    assert engine.options(since)["country"] == {"Iraq": 2 * many}
    assert engine.period_counts(since, ((date(2024, 1, 3), None), (None, None))) == [many, 3 * many]
    assert not any(of_days(view) for view in (View(find="x"), View(actor=(NOT_NAMED,)), View(area=(40, 30, 45, 35))))


def test_a_place_that_cannot_be_served_is_named(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "events.parquet"
    monkeypatch.setenv(EVENTS_VARIABLE, str(place))
    with pytest.raises(ServedTableError, match=r"BASEWATCH_EVENTS leads to no file: give"):
        served_dataset(catalog)
    flatten(catalog)[0].drop(columns="summary").to_parquet(place)
    with pytest.raises(ServedTableError, match=r"BASEWATCH_EVENTS names a table .*lacks the column summary"):
        served_dataset(catalog)


def test_a_file_with_its_tolls_in_another_file_must_be_imported_again(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "events.parquet"
    to_parquet(table(tmp_path / "a.csv", ["2024-01-01"]), "table", out=place)
    (tmp_path / "events.tolls.parquet").write_bytes(b"")
    monkeypatch.setenv(EVENTS_VARIABLE, str(place))
    with pytest.raises(ServedTableError, match=r"import"):
        served_dataset(catalog)


def test_fingerprints_are_equal_exactly_if_the_rows_are(tmp_path: Path, catalog: Catalog) -> None:
    days = ["2024-01-01", "2024-01-02"]
    assert uploaded(tmp_path, catalog, days).fingerprint == uploaded(tmp_path, catalog, days).fingerprint
    assert (
        uploaded(tmp_path, catalog, [*days, "2024-01-03"]).fingerprint != uploaded(tmp_path, catalog, days).fingerprint
    )


def test_a_view_finds_its_file_and_no_other(tmp_path: Path, catalog: Catalog) -> None:
    upload, served = uploaded(tmp_path, catalog, ["2024-01-01"]), served_dataset(catalog)
    view = View(data="own", file=upload.fingerprint)
    assert dataset_for(view, served, upload).engine.counts(view).everything == 1
    both = dataset_for(view.with_(data="both"), served, upload)
    assert both.engine.counts(view).everything == 1 + len(catalog.events)
    assert set(both.engine.events(view)["origin"]) == {"own", "record"}
    assert dataset_for(View(), served, upload) is served
    for other in (None, upload):
        with pytest.raises(ViewError) as caught:
            dataset_for(View(data="own", file="0123456789ab"), served, other)
        assert caught.value.parameter == "data"
