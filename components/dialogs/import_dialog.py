"""The import dialog: reads a file of events, reports on it and shows it, for this browser session only."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import escape
from components.dialogs import upload
from data import importers
from data.datasets import UploadedDataset
from data.importers import FORMATS, SUFFIXES, Imported, RefusedError, Report
from data.importers.geography import Candidate, Geography
from data.record.catalog import Catalog
from geo.geocode import Gazetteer
from geo.nominatim import ATTRIBUTION, Nominatim

_IMPORTED, _PLACES, _FOLDER = "import_result", "import_places", "import_folder"
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
_PRIVACY: Final = (
    f"Up to {importers.UPLOAD_LIMIT_MB} MB; import larger files with python -m data import. The file is read on the "
    "server that shows this page, for this browser session only. Every row that cannot be read is reported; what a "
    "file does not state stays unknown."
)
_MAX_REJECTED: Final = 500
_MAX_SAMPLE: Final = 3
_MAX_PLACES: Final = 12


@st.dialog("Import", width="large")
def draw(catalog: Catalog) -> None:
    """Draw the import of a file: its format, its columns and the report on its rows."""
    shown = upload.current_upload()
    titles = [form.title for form in FORMATS.values() if not form.is_mapped]
    uploaded = st.file_uploader(
        f"{', '.join(titles)}, or any table with a date and a place",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key="import_upload",
        max_upload_size=importers.UPLOAD_LIMIT_MB,
    )
    if uploaded is None:
        st.session_state.pop(_IMPORTED, None)
        _delete_file()
        st.caption(_PRIVACY)
        if shown is not None:
            _draw_current(shown)
        return
    try:
        _draw_import(_file_on_disk(uploaded), catalog)
    except RefusedError as error:
        st.session_state.pop(_IMPORTED, None)
        unchanged = "" if shown is None else f" {shown.name} is unchanged."
        st.error(escape.markdown(f"{error}{unchanged}"))


def _draw_import(path: Path, catalog: Catalog) -> None:
    settings = _choose_settings(path)
    if st.button("Read the file", key="import_read", type="primary"):
        st.session_state[_PLACES] = {}
        _import(path, settings)
    if (imported := st.session_state.get(_IMPORTED)) and imported[0] == path:
        _draw_report(imported[1].report)
        _choose_places(imported[1].report, path, settings)
        _draw_show_buttons(imported[1], catalog)


def _file_on_disk(uploaded: UploadedFile) -> Path:
    """Return the uploaded file on disk, written once; its folder is deleted with the session or the file."""
    stored = st.session_state.get(_FOLDER)
    if stored is None or stored[0] != uploaded.file_id:
        folder = tempfile.TemporaryDirectory(prefix="basewatch-")
        (Path(folder.name) / Path(uploaded.name).name).write_bytes(uploaded.getbuffer())
        stored = st.session_state[_FOLDER] = (uploaded.file_id, folder)
    return Path(stored[1].name) / Path(uploaded.name).name


def _delete_file() -> None:
    """Delete the uploaded file from this machine's disk."""
    if stored := st.session_state.pop(_FOLDER, None):
        stored[1].cleanup()


class _Settings(NamedTuple):
    """How a file is to be read: a key of `FORMATS`, the columns if it is mapped, and whether to use Nominatim."""

    form: str
    mapping: importers.Mapping | None = None
    online: bool = False


def _choose_settings(path: Path) -> _Settings:
    """Draw the choice of the format, and of the columns and Nominatim if the format is mapped."""
    recognised = importers.inspect(path).format
    form = st.segmented_control(
        "Read it as",
        list(FORMATS),
        default=recognised,
        format_func=lambda key: FORMATS[key].title,
        key=f"import_format {path}",
        required=True,
    )
    if not FORMATS[form].is_mapped:
        return _Settings(form)
    mapping = _choose_columns(path)
    online = st.checkbox(
        "Look up places that are not found here with Nominatim", key="import_online", help=f"{_ONLINE} {ATTRIBUTION}."
    )
    return _Settings(form, mapping, online)


_ONLINE: Final = (
    "Sends the names of places, one per second, to nominatim.openstreetmap.org, and stores the answers on the server "
    "permanently."
)


def _choose_columns(path: Path) -> importers.Mapping:
    """Draw the choice of the column for each field, preset to the guess."""
    found = importers.inspect(path)
    columns = found.columns
    guess = importers.guess(columns, found.sample, found.tags)
    keys = {name: f"import_column {path} {name}" for name in _FIELDS}
    chosen = {name: st.session_state.get(key, getattr(guess, name)) for name, key in keys.items()}
    read = "; ".join(f"{_FIELDS[name].lower()}: {column}" for name, column in chosen.items() if column)
    st.html(f'<p class="bw-label">Columns</p><p>{escape.html(read or "none was recognised")}</p>')
    with st.expander("Correct which column holds what", expanded=not (chosen["date_start"] and _has_place(chosen))):
        places = st.columns(3)
        for n, (name, label) in enumerate(_FIELDS.items()):
            guessed = getattr(guess, name)
            chosen[name] = places[n % 3].selectbox(
                label,
                columns,
                index=columns.index(guessed) if guessed else None,
                placeholder="not given",
                key=keys[name],
            )
    st.dataframe(found.sample.head(_MAX_SAMPLE), hide_index=True)
    return replace(guess, **chosen)


def _has_place(chosen: Mapping[str, str | None]) -> bool:
    return bool(chosen["location"] or chosen["country"] or (chosen["latitude"] and chosen["longitude"]))


class _PinnedGazetteer:
    """A gazetteer in which a person has chosen one place for some ambiguous names."""

    def __init__(self, gazetteer: Geography, chosen: Mapping[tuple[str, str | None], Candidate]) -> None:
        self._gazetteer = gazetteer
        self._chosen = chosen

    def place(self, location: str, country: str | None) -> list[Candidate]:
        chosen = self._chosen.get((location, country))
        return [chosen] if chosen else self._gazetteer.place(location, country)

    def country(self, name: str) -> str | None:
        return self._gazetteer.country(name)

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        return self._gazetteer.areas(latitude, longitude)


def _import(path: Path, settings: _Settings) -> None:
    bar = st.progress(0.0, "Reading …")

    def show_progress(done: int, total: int) -> None:
        bar.progress(min(done / max(total, 1), 1.0), "Reading …")

    record = Gazetteer.of_record()
    gazetteer = Nominatim(record) if settings.online else record
    imported = importers.run(
        path,
        settings.form,
        mapping=settings.mapping,
        geography=_PinnedGazetteer(gazetteer, st.session_state[_PLACES]),
        progress=show_progress,
        limit_mb=importers.UPLOAD_LIMIT_MB,
    )
    bar.empty()
    if isinstance(gazetteer, Nominatim):
        imported.report.notes.append(f"Places looked up with Nominatim: {ATTRIBUTION}.")
        if gazetteer.failure is not None:
            imported.report.notes.append(str(gazetteer.failure))
    st.session_state[_IMPORTED] = (path, imported)


def _draw_show_buttons(imported: Imported, catalog: Catalog) -> None:
    """Draw the buttons that show the imported events."""
    if not imported.report.kept:
        st.error("No row became an event, so there is nothing to show. The reasons are listed above.")
        return
    with st.container(horizontal=True):
        for data, label in (("both", "Show beside the record"), ("own", "Show alone")):
            if st.button(label, key=f"import_show_{data}", type="primary" if data == "both" else "secondary"):
                upload.set_upload(UploadedDataset(imported, catalog), data)
                st.session_state.pop(_IMPORTED)
                _delete_file()
                st.rerun()


def _draw_current(current: UploadedDataset) -> None:
    _draw_report(current.report)
    if st.button("Remove file", key="import_remove"):
        upload.remove_upload()
        _delete_file()
        st.rerun()


def _draw_report(report: Report) -> None:
    """Draw the report on a file's rows."""
    st.markdown(f"**{escape.markdown(report.sentence())}**")
    notes = [*report.sentences()[1:], *_placed_notes(report)]
    if notes:
        st.html(f"<ul>{''.join(f'<li>{escape.html(note)}</li>' for note in notes)}</ul>")
    if report.rejected:
        shown = pd.DataFrame(report.rejected[:_MAX_REJECTED])
        st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(shown), 250))
        st.download_button(
            "Rows set aside, with reasons (CSV)",
            data=lambda: report.csv().encode("utf-8-sig"),
            file_name="set-aside.csv",
            mime="text/csv",
            key="import_rejected",
            on_click="ignore",
        )


def _placed_notes(report: Report) -> list[str]:
    """Return a sentence about each name that got coordinates from the gazetteer."""
    return [
        f"{place.location} was placed at {place.candidate.name}, {place.candidate.country}: {place.candidate.method}, "
        f"similarity {place.candidate.score:.0f} of 100."
        for place in report.placed[:_MAX_PLACES]
    ]


def _choose_places(report: Report, path: Path, settings: _Settings) -> None:
    """Draw the choice of the place for each ambiguous name."""
    if not report.ambiguous:
        return
    st.html('<p class="bw-label">Names that may mean several places</p>')
    chosen = dict(st.session_state[_PLACES])
    for name in report.ambiguous[:_MAX_PLACES]:
        places = dict(enumerate(name.candidates))
        picked = st.selectbox(
            f"{escape.markdown(name.location)}, first in line {name.line}",
            list(places),
            index=None,
            format_func=partial(_format_candidate, places),
            placeholder="Not placed",
            key=f"import_place {path} {name.location} {name.country}",
        )
        if picked is not None:
            chosen[name.location, name.country] = places[picked]
    if st.button("Read again with these places", key="import_read_again"):
        st.session_state[_PLACES] = chosen
        _import(path, settings)
        st.rerun(scope="fragment")


def _format_candidate(places: Mapping[int, Candidate], number: int) -> str:
    place = places[number]
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return f"{where} ({place.latitude:.2f}, {place.longitude:.2f})"
