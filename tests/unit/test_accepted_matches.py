"""Pairs accepted as one event: counted once beside the record, named with the file's own figures, and undone."""

from pathlib import Path

import pandas as pd
import pytest

from data.datasets import UploadedDataset
from data.importers import run
from data.record.catalog import Catalog
from data.text import completeness
from data.view import View

TOWER = ("20240128-tower-22-drone", "table-one")
HARIR = ("20231225-al-harir-drone", "table-two")


@pytest.fixture
def uploaded(tmp_path: Path, catalog: Catalog) -> UploadedDataset:
    """Two events of the record, the first with another toll, and one that the record does not have."""
    file = tmp_path / "mine.csv"
    table = pd.DataFrame(
        {
            "id": ["one", "two", "three"],
            "date": ["2024-01-28", "2023-12-26", "2024-02-03"],
            "place": ["Tower 22", "Harir air base", "Tyre"],
            "country": ["Jordan", "Iraq", "Lebanon"],
            "lat": [33.31, 36.533, 33.27],
            "lon": [38.70, 44.361, 35.2],
            "side": ["attack", "attack", "attack"],
            "type": ["drone strike", "drone strike", "rocket attack"],
            "killed": ["5", "", "2"],
        }
    )
    table.to_csv(file, index=False)
    return UploadedDataset(run(file, "table"), catalog)


def killed(uploaded: UploadedDataset, view: View) -> int:
    tolls = uploaded.beside_record.engine.tolls(view)
    return int(tolls.loc[tolls["harm"] == "killed", "low"].sum())


def test_an_accepted_pair_counts_once_with_the_record_s_figures(uploaded: UploadedDataset, catalog: Catalog) -> None:
    assert {TOWER, HARIR} <= set(zip(uploaded.candidates.pairs["record_id"], uploaded.candidates.pairs["file_id"]))
    alone, jordan = uploaded.alone, View(country=("Jordan",))
    accepted = uploaded.accepting({TOWER})
    assert [part.beside_record.engine.counts(jordan).shown for part in (uploaded, accepted)] == [2, 1]
    assert [killed(part, jordan) for part in (uploaded, accepted)] == [8, 3]
    assert accepted.beside_record.engine.counts(View()).everything == len(catalog.events) + 2
    assert set(accepted.beside_record.engine.events(View())["origin"]) == {"own", "record"}
    assert accepted.alone is alone
    undone = accepted.accepting(())
    assert undone.beside_record.engine.counts(jordan).shown == 2
    assert undone.matches is None


def test_all_events_of_a_file_can_be_accepted(tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "one.csv"
    file.write_text("id,date,place,country,lat,lon,killed\none,2024-01-28,Tower 22,Jordan,33.3,38.7,4\n")
    one = UploadedDataset(run(file, "table"), catalog).accepting({TOWER})
    assert one.beside_record.engine.counts(View()).everything == len(catalog.events)


def test_the_fingerprint_of_both_depends_on_the_pairs_and_the_file_s_does_not(
    uploaded: UploadedDataset, catalog: Catalog
) -> None:
    one, two = uploaded.accepting({TOWER}), uploaded.accepting({TOWER, HARIR})
    prints = [part.beside_record.fingerprint for part in (uploaded, one, two)]
    assert len(set(prints)) == 3
    assert prints[0] == f"{catalog.fingerprint}-{uploaded.fingerprint}"
    assert one.fingerprint == uploaded.fingerprint
    assert uploaded.accepting([HARIR, TOWER]).beside_record.fingerprint == prints[2]


def test_the_file_s_figures_and_their_contradiction_remain(uploaded: UploadedDataset) -> None:
    matches = uploaded.accepting({TOWER}).matches
    assert matches
    (words,) = matches.also_in_file(TOWER[0])
    assert words.startswith("Also in mine.csv: Drone strike at Tower 22, 28 Jan 2024, 5 killed (table-one). ")
    assert words.endswith("This contradicts the record: killed 3 and 5.")
    assert matches.also_in_file(HARIR[0]) == []
    (row,) = matches.pairs.to_dict("records")
    assert (row["record_event_id"], row["file_event_id"], row["killed_low"]) == (*TOWER, 5)
    assert matches.sentence == "1 event of mine.csv was accepted as the same as an event of the record and counts once."


def test_several_events_of_the_file_can_be_parts_of_one_event(tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "parts.csv"
    rows = [f"{name},2024-01-28,Tower 22,Jordan,33.3,38.7" for name in "ab"]
    file.write_text("\n".join(["id,date,place,country,lat,lon", *rows]))
    uploaded = UploadedDataset(run(file, "table"), catalog)
    assert not uploaded.candidates.pairs["proposed"].any()
    both = uploaded.accepting({(TOWER[0], "table-a"), (TOWER[0], "table-b")})
    assert both.matches
    assert len(both.matches.also_in_file(TOWER[0])) == 2
    assert both.matches.file_ids_by_event() == {TOWER[0]: "table-a;table-b"}
    assert "2 events of parts.csv" in both.matches.sentence
    assert both.beside_record.engine.counts(View()).everything == len(catalog.events)


def test_a_pair_that_is_no_candidate_cannot_be_accepted(uploaded: UploadedDataset) -> None:
    with pytest.raises(KeyError):
        uploaded.accepting({(TOWER[0], "table-three")})


def test_the_sentence_below_the_map_names_what_was_accepted(uploaded: UploadedDataset) -> None:
    view = View(data="both", file=uploaded.fingerprint)
    counts = uploaded.beside_record.engine.counts(view)
    matches = uploaded.accepting({TOWER, HARIR}).matches
    assert matches
    assert "sums count them twice" in completeness(counts, view)
    assert "2 events of mine.csv were accepted" in completeness(counts, view, matches.sentence)
    assert "none was accepted" not in completeness(counts, view, matches.sentence)
