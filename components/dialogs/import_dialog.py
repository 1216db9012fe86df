"""The import dialog: reads a file of events, reports on it and shows it, for this browser session only."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import escape, page_data, sign_in
from components.dialogs import import_file, import_preview, import_reading, import_report, import_settings, upload
from components.dialogs.import_reading import Reading
from components.dialogs.import_report import Places
from components.dialogs.import_settings import Settings
from components.widgets import announcement, message
from data import settings as server_settings
from data.clean_text import file_name
from data.datasets import UploadedDataset
from data.importers import FORMATS, SUFFIXES, Imported, Inspection, RefusedError
from data.output_file import FULL
from data.own_folders import OwnFolder
from data.record.catalog import Catalog
from geo.geocode import Gazetteer
from geo.nominatim import ATTRIBUTION, Nominatim

_RESULT, _PLACES, _FOLDER, _READ = "import_result", "import_places", "import_folder", "import_times_read"
_BUTTON: Final = "import_read"
_PRIVACY: Final = (
    "Up to {} MB; import larger files with python -m data import. The file is read on the "
    "server that shows this page, for this browser session only. Every row that cannot be read is reported; what a "
    "file does not state stays unknown."
)


@dataclass(frozen=True)
class _Result:
    """A file that was read, with the settings it was read with."""

    path: Path
    settings: Settings
    imported: Imported


@st.dialog("Import", width="large")
def draw(catalog: Catalog) -> None:
    """Draw the import of a file: its format, its columns and the report on its rows."""
    page_data.cancel_with(st.session_state)
    try:
        import_file.check_offered(sign_in.require_in_dialog())
    except RefusedError as error:
        message.draw("error", str(error))
        return
    shown = upload.current_upload()
    titles = [form.title for form in FORMATS.values() if not form.is_mapped]
    uploaded = st.file_uploader(
        f"{', '.join(titles)}, or any table with a date and a place",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key="import_upload",
        max_upload_size=server_settings.UPLOAD_MB.value,
    )
    if uploaded is None:
        st.session_state.pop(_RESULT, None)
        _delete_file()
        st.caption(_PRIVACY.format(f"{server_settings.UPLOAD_MB.value:,}"))
        if shown is not None:
            _draw_current(shown)
        return
    above = st.container()  # the result, or why there is none, is drawn above the settings, where it is in sight
    try:
        _draw_import(_file_on_disk(uploaded), catalog, above)
    except RefusedError as error:
        _draw_refusal(error, above)


def _draw_import(path: Path, catalog: Catalog, above: DeltaGenerator) -> None:
    waiting = st.empty()
    columns, picture = st.columns([0.66, 0.34])
    rows = st.container()  # above the choices, so that the first rows are in sight while they change

    def on_wait(others: int) -> None:
        waiting.caption(import_reading.waiting(others))

    settings, found = import_settings.choose(path, columns, on_wait)
    if st.session_state.get(_BUTTON):  # pressed before this run, so what is drawn from here on is about the result
        st.session_state[_PLACES] = {}
        try:
            _read(path, settings, found)
        except RefusedError as error:
            _draw_refusal(error, above)
    result: _Result | None = st.session_state.get(_RESULT)
    is_read = result is not None and result.path == path and result.settings == settings
    can_be_read = is_read or _draw_preview(_first_rows(path, settings, on_wait), rows, picture)
    waiting.empty()
    with st.container(key="import-again" if is_read else "footer-import"):
        st.button(
            "Read the file again" if is_read else "Read the file",
            key=_BUTTON,
            type="secondary" if is_read else "primary",
            disabled=not can_be_read,
        )
    if result is not None and is_read:
        with above:
            _draw_result(result, found, catalog)


def _draw_refusal(error: RefusedError, place: DeltaGenerator) -> None:
    """Draw why the file is not read, and that nothing has changed."""
    st.session_state.pop(_RESULT, None)
    shown = upload.current_upload()
    unchanged = "" if shown is None else f" {shown.name} is unchanged."
    message.draw("error", f"{error}{unchanged}", place)


def _draw_preview(first: Imported | RefusedError, rows: DeltaGenerator, picture: DeltaGenerator) -> bool:
    """Draw the first rows, and their map or why there is none; return whether they can be read."""
    if isinstance(first, RefusedError):
        message.draw("info", str(first), picture)
        return False
    import_preview.draw(first, rows, picture)
    return True


def _first_rows(path: Path, settings: Settings, on_wait: Callable[[int], None]) -> Imported | RefusedError:
    """Return the first rows as events, or why there are none; those of the last run if nothing has changed since."""
    last = st.session_state.get("import_preview")
    if last is None or last[:2] != (path, settings):
        first: Imported | RefusedError
        try:
            first = import_reading.preview(Reading(path, settings.form, settings.mapping, settings.options), on_wait)
        except RefusedError as error:
            first = error
        last = st.session_state["import_preview"] = (path, settings, first)
    preview: Imported | RefusedError = last[2]
    return preview


def _draw_result(result: _Result, found: Inspection, catalog: Catalog) -> None:
    report = result.imported.report
    announcement.draw("import_announcement", report.sentence(), st.session_state[_READ])
    _draw_show_buttons(result.imported, catalog)
    import_report.draw(report)
    places = import_report.choose_places(
        report, import_settings.key_of(result.path, result.settings.options), st.session_state[_PLACES]
    )
    if report.ambiguous and st.button("Read again with these places", key="import_read_again"):
        st.session_state[_PLACES] = places
        _read(result.path, result.settings, found)
        st.rerun(scope="fragment")
    st.html('<p class="bw-label bw-section">How the file is read</p>')


def _file_on_disk(uploaded: UploadedFile) -> Path:
    """Return the uploaded file on disk, written once; it is deleted with the session or for the next file.

    Raises:
        RefusedError: the disk of the server takes no file.
    """
    stored = st.session_state.get(_FOLDER)
    if stored is None or stored[0] != uploaded.file_id:
        _delete_file()
        try:
            folder = OwnFolder("basewatch-upload-")
            (folder.path / file_name(uploaded.name)).write_bytes(uploaded.getbuffer())
        except OSError as error:
            reason = "there is no space" if error.errno in FULL else (error.strerror or str(error)).lower()
            raise RefusedError(
                f"The server cannot store {uploaded.name} ({reason} on its disk of temporary files). Try again later."
            ) from error
        stored = st.session_state[_FOLDER] = (uploaded.file_id, folder)
    path: Path = stored[1].path / file_name(uploaded.name)
    return path


def _delete_file() -> None:
    """Delete the uploaded file from this machine's disk."""
    if stored := st.session_state.pop(_FOLDER, None):
        stored[1].remove()


def _read(path: Path, settings: Settings, found: Inspection) -> None:
    """Read the whole file and remember the result, and the columns for files with the same header."""
    bar = st.progress(0.0, "Reading …")

    def show_progress(done: int, total: int) -> None:
        bar.progress(min(done / max(total, 1), 1.0), "Reading …")

    def on_wait(others: int) -> None:
        bar.progress(0.0, import_reading.waiting(others))

    chosen: Places = st.session_state[_PLACES]
    nominatim = Nominatim(Gazetteer.of_record()) if settings.online else None
    reading = Reading(path, settings.form, settings.mapping, settings.options, chosen)
    online = None if nominatim is None else nominatim.place
    run = partial(import_reading.run, reading, online=online, progress=show_progress, on_wait=on_wait)
    imported = import_file.read(sign_in.require_in_dialog(), settings.form, path.stat().st_size, run)
    bar.empty()
    if nominatim is not None:
        imported.report.notes.append(f"Places looked up with Nominatim: {ATTRIBUTION}.")
        if nominatim.failure is not None:
            imported.report.notes.append(str(nominatim.failure))
    import_settings.remember(path, found, settings)
    st.session_state[_READ] = st.session_state.get(_READ, 0) + 1
    st.session_state[_RESULT] = _Result(path, settings, imported)


def _draw_show_buttons(imported: Imported, catalog: Catalog) -> None:
    """Draw the buttons that show the imported events."""
    if not imported.report.kept:
        message.draw("error", "No row became an event, so there is nothing to show. The reasons are listed below.")
        return
    with st.container(horizontal=True):
        for data, label in (("both", "Show beside the record"), ("own", "Show alone")):
            if st.button(label, key=f"import_show_{data}", type="primary" if data == "both" else "secondary"):
                upload.set_upload(UploadedDataset(imported, catalog), data)
                st.session_state.pop(_RESULT)
                _delete_file()
                st.rerun()


def _draw_current(current: UploadedDataset) -> None:
    st.html(f'<p dir="auto"><b>{escape.html(current.report.sentence())}</b></p>')
    import_report.draw(current.report)
    if st.button("Remove file", key="import_remove"):
        upload.remove_upload()
        _delete_file()
        st.rerun()
