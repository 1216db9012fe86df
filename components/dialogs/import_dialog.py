"""Bring your own events: a file is read, reported on and put beside the record, for this browser session alone."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from components import escape
from components.dialogs import upload
from data import importers
from data.datasets import UploadedDataset
from data.importers import Imported, RefusedError, Report
from data.importers.geography import Candidate, Geography
from data.record.catalog import Catalog
from geo.geocode import Gazetteer
from geo.nominatim import ATTRIBUTION, Nominatim

_READ, _CHOSEN, _FOLDER = "own_read", "own_places", "own_folder"
_ENDINGS: Final = ["csv", "tsv", "txt", "xlsx", "geojson", "json", "gpkg", "parquet", "geoparquet"]
_FORMATS: Final = {"acled": "ACLED export", "ucdp": "UCDP GED or Candidate", "table": "Another table"}
_FIELDS: Final = {
    "event_id": "Id",
    "date_start": "Date, or its first day",
    "date_end": "Its last day",
    "country": "Country",
    "admin1": "Governorate or province",
    "location": "Place",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "geo_precision": "How well the place is known",
    "side": "Who struck (side)",
    "event_type": "Type",
    "actor": "Actor",
    "target": "Target",
    "killed_best": "Killed",
    "killed_low": "Killed, at least",
    "killed_high": "Killed, at most",
    "wounded_best": "Wounded",
    "wounded_low": "Wounded, at least",
    "wounded_high": "Wounded, at most",
    "summary": "Summary",
    "source": "Source",
}
_PROMISE: Final = (
    f"Up to {importers.UPLOAD_LIMIT_MB} MB; larger files go through python -m data import. The file is read on the "
    "server that shows this page and is kept for this browser session only. Every row that cannot be read is reported; "
    "what a file does not tell stays unknown."
)
_ASIDE_SHOWN: Final = 500
_SAMPLE_SHOWN: Final = 3
_CHOICES_SHOWN: Final = 12


@st.dialog("Bring your own events", width="large")
def draw(catalog: Catalog) -> None:
    """Draw the import of a file: what it is, how its columns are read, what became of its rows."""
    held = upload.held()
    uploaded = st.file_uploader(
        "ACLED or UCDP files, or any table with a date and a place",
        type=_ENDINGS,
        key="own_upload",
        max_upload_size=importers.UPLOAD_LIMIT_MB,
    )
    if uploaded is None:
        st.session_state.pop(_READ, None)
        _forget_upload()
        st.caption(_PROMISE)
        if held is not None:
            _draw_held(held)
        return
    try:
        path = _stored(uploaded)
        asked = _ask_how(path)
        if st.button("Read the file", key="own_read_it", type="primary"):
            st.session_state[_CHOSEN] = {}
            _read(path, *asked)
        if (read := st.session_state.get(_READ)) and read[0] == path:
            _draw_report(read[1].report)
            _ask_places(read[1].report, path, asked)
            _offer(read[1], catalog)
    except RefusedError as error:
        st.session_state.pop(_READ, None)
        st.error(escape.markdown(f"{error} {_nothing_lost(held)}"))


def _nothing_lost(held: UploadedDataset | None) -> str:
    return "" if held is None else f"{held.name} stays as it was."


def _stored(uploaded: object) -> Path:
    """The uploaded file on disk, once; its folder goes when the session or the file does."""
    name = Path(uploaded.name).name  # type: ignore[attr-defined]
    kept = st.session_state.get(_FOLDER)
    if kept is None or kept[0] != uploaded.file_id:  # type: ignore[attr-defined]
        folder = tempfile.TemporaryDirectory(prefix="basewatch-")
        (Path(folder.name) / name).write_bytes(uploaded.getbuffer())  # type: ignore[attr-defined]
        kept = st.session_state[_FOLDER] = (uploaded.file_id, folder)  # type: ignore[attr-defined]
    return Path(kept[1].name) / name


def _forget_upload() -> None:
    """Remove the uploaded file from this machine's disk."""
    if kept := st.session_state.pop(_FOLDER, None):
        kept[1].cleanup()


def _ask_how(path: Path) -> tuple[importers.Format, importers.Mapping | None, bool]:
    """Ask for the format, the columns of a table that is neither of the two, and whether Nominatim may be asked."""
    found = importers.recognise(path)
    form = st.segmented_control(
        "Read it as", list(_FORMATS), default=found, format_func=_FORMATS.get, key=f"own_form {path}", required=True
    )
    if form != "table":
        return form, None, False
    mapping = _ask_columns(path)
    online = st.checkbox(
        "Look up places that are not found here with Nominatim", key="own_online", help=f"{_ONLINE} {ATTRIBUTION}."
    )
    return form, mapping, online


_ONLINE: Final = (
    "Sends the names of places, one a second, to nominatim.openstreetmap.org, and keeps the answers on the server for "
    "good."
)


def _ask_columns(path: Path) -> importers.Mapping:
    """Ask which column holds what; the guess stands at first."""
    sample = importers.preview(path)
    columns = tuple(sample.columns)
    guess = importers.guess(columns, sample)
    keys = {name: f"own_column {path} {name}" for name in _FIELDS}
    chosen = {name: st.session_state.get(key, getattr(guess, name)) for name, key in keys.items()}
    read = "; ".join(f"{_FIELDS[name].lower()}: {column}" for name, column in chosen.items() if column)
    st.html(f'<p class="bw-label">Columns</p><p>{escape.html(read or "none was recognised")}</p>')
    with st.expander("Correct which column holds what", expanded=not (chosen["date_start"] and _placed_by(chosen))):
        places = st.columns(3)
        for n, (name, words) in enumerate(_FIELDS.items()):
            guessed = getattr(guess, name)
            chosen[name] = places[n % 3].selectbox(
                words,
                columns,
                index=columns.index(guessed) if guessed else None,
                placeholder="not given",
                key=keys[name],
            )
    st.dataframe(sample.head(_SAMPLE_SHOWN), hide_index=True)
    return replace(guess, **chosen)


def _placed_by(chosen: Mapping[str, str | None]) -> bool:
    return bool(chosen["location"] or chosen["country"] or (chosen["latitude"] and chosen["longitude"]))


class _Chosen:
    """A gazetteer with the places that a person has chosen among several."""

    def __init__(self, asked: Geography, chosen: Mapping[tuple[str, str | None], Candidate]) -> None:
        self._asked = asked
        self._chosen = chosen

    def place(self, location: str, country: str | None) -> list[Candidate]:
        chosen = self._chosen.get((location, country))
        return [chosen] if chosen else self._asked.place(location, country)

    def country(self, name: str) -> str | None:
        return self._asked.country(name)

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        return self._asked.areas(latitude, longitude)


def _read(path: Path, form: importers.Format, mapping: importers.Mapping | None, online: bool) -> None:  # noqa: FBT001
    bar = st.progress(0.0, "Reading …")
    record = Gazetteer.of_record()
    asked = Nominatim(record) if online else record
    geography = _Chosen(asked, st.session_state[_CHOSEN])
    read = importers.run(
        path,
        form,
        mapping=mapping,
        geography=geography,
        progress=lambda done, total: bar.progress(min(done / max(total, 1), 1.0), "Reading …"),
        limit_mb=importers.UPLOAD_LIMIT_MB,
    )
    bar.empty()
    if isinstance(asked, Nominatim):
        read.report.notes.append(f"Places looked up with Nominatim: {ATTRIBUTION}.")
        read.report.notes += [str(asked.failure)] * (asked.failure is not None)
    st.session_state[_READ] = (path, read)


def _offer(read: Imported, catalog: Catalog) -> None:
    """Offer to show what was read."""
    if not read.report.kept:
        st.error("No row became an event, so there is nothing to show. The reasons are listed above.")
        return
    with st.container(horizontal=True):
        for data, words in (("both", "Show beside the record"), ("own", "Show alone")):
            if st.button(words, key=f"own_show_{data}", type="primary" if data == "both" else "secondary"):
                upload.hold(UploadedDataset(read, catalog), data)
                st.session_state.pop(_READ)
                _forget_upload()
                st.rerun()


def _draw_held(held: UploadedDataset) -> None:
    _draw_report(held.report)
    if st.button("Let the file go", key="own_let_go"):
        upload.let_go()
        _forget_upload()
        st.rerun()


def _draw_report(report: Report) -> None:
    """Draw what became of a file's rows."""
    st.markdown(f"**{escape.markdown(report.sentence())}**")
    notes = [*report.notes, *_placed(report)]
    if notes:
        st.html(f"<ul>{''.join(f'<li>{escape.html(note)}</li>' for note in notes)}</ul>")
    if report.aside:
        shown = pd.DataFrame(report.aside[:_ASIDE_SHOWN])
        st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(shown), 250))
        st.download_button(
            "Rows set aside, with reasons (CSV)",
            data=report.csv,
            file_name="set-aside.csv",
            mime="text/csv",
            key="own_aside",
            on_click="ignore",
        )


def _placed(report: Report) -> list[str]:
    """How names without coordinates were placed."""
    return [
        f"{place.location} was placed at {place.candidate.name}, {place.candidate.country}: {place.candidate.method}, "
        f"likeness {place.candidate.score:.0f} of 100."
        for place in report.placed[:_CHOICES_SHOWN]
    ]


def _ask_places(report: Report, path: Path, asked: tuple[importers.Format, importers.Mapping | None, bool]) -> None:
    """Ask which place is meant where a name may mean several."""
    if not report.ambiguous:
        return
    st.html('<p class="bw-label">Names that may mean several places</p>')
    chosen = dict(st.session_state[_CHOSEN])
    for name in report.ambiguous[:_CHOICES_SHOWN]:
        places = dict(enumerate(name.candidates))
        picked = st.selectbox(
            f"{escape.markdown(name.location)}, first in line {name.line}",
            list(places),
            index=None,
            format_func=lambda n, places=places: _in_words(places[n]),
            placeholder="Not placed",
            key=f"own_place {path} {name.location} {name.country}",
        )
        if picked is not None:
            chosen[name.location, name.country] = places[picked]
    if st.button("Read again with these places", key="own_again"):
        st.session_state[_CHOSEN] = chosen
        _read(path, *asked)
        st.rerun(scope="fragment")


def _in_words(place: Candidate) -> str:
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return f"{where} ({place.latitude:.2f}, {place.longitude:.2f})"
