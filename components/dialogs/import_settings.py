"""The choices of a person about a file to import: what it is, how it is read, and which column holds which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import streamlit as st

from components import escape
from data import importers
from data.importers import FORMATS, Inspection, Options, RefusedError
from data.importers import Mapping as Columns
from data.importers.options import NO_OPTIONS
from geo.nominatim import ATTRIBUTION

_REMEMBERED: Final = "import_mappings"
"""Key of the session's columns by field, for each header that was read in it."""
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "When": {
        "date_start": "Date, or its first day",
        "date_end": "Its last day",
        "date_year": "Year",
        "date_month": "Month",
        "date_day": "Day of the month",
        "time_precision": "How well the day is known",
    },
    "Where": {
        "country": "Country",
        "admin1": "Governorate or province",
        "location": "Place",
        "latitude": "Latitude",
        "longitude": "Longitude",
        "point": "Point in one column",
        "utm_zone": "UTM zone",
        "geo_precision": "How well the place is known",
    },
    "Who": {
        "side": "Who struck (side)",
        "actor": "Actor",
        "actor_basis": "On what basis the actor is named",
        "target": "Target",
    },
    "What": {
        "event_id": "Id",
        "event_type": "Type",
        "weapon": "Weapon",
        "outcome": "Outcome",
        "summary": "Summary",
        "source": "Source",
    },
    "Harm": {
        "killed_best": "Killed",
        "killed_low": "Killed, at least",
        "killed_high": "Killed, at most",
        "wounded_best": "Wounded",
        "wounded_low": "Wounded, at least",
        "wounded_high": "Wounded, at most",
    },
}
"""The fields of an event that a column may hold, in groups, with their labels."""
_ENCODINGS: Final = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252 (Western Europe)",
    "windows-1256": "Windows-1256 (Arabic)",
    "windows-1254": "Windows-1254 (Turkish)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "iso-8859-6": "ISO 8859-6 (Arabic)",
}
_ONLINE: Final = (
    "Sends the names of places, one per second, to nominatim.openstreetmap.org, and stores the answers on the server "
    "permanently."
)


@dataclass(frozen=True)
class Settings:
    """How a file is to be read.

    Attributes:
        form: a key of `FORMATS`.
        mapping: the columns, if the format is mapped.
        options: what the person states about the file.
        online: whether places are looked up with Nominatim.
    """

    form: str
    mapping: Columns | None = None
    options: Options = NO_OPTIONS
    online: bool = False


def choose(path: Path) -> tuple[Settings, Inspection]:
    """Draw the choices; return them with what the file holds.

    Raises:
        RefusedError: the file cannot be read with them.
    """
    stated = _stated_options(path)
    try:
        found = importers.inspect(path, stated)
    except RefusedError as error:
        _choose_options(path, None, error.tables)
        raise
    form = st.segmented_control(
        "Read it as",
        list(FORMATS),
        default=found.format,
        format_func=lambda key: FORMATS[key].title,
        key=f"import_format {path}",
        required=True,
    )
    _choose_options(path, found, found.tables)
    if not FORMATS[form].is_mapped:
        return Settings(form, options=stated), found
    mapping = _choose_columns(path, found)
    online = st.checkbox(
        "Look up places that are not found here with Nominatim", key="import_online", help=f"{_ONLINE} {ATTRIBUTION}."
    )
    return Settings(form, mapping, stated, online), found


def remember(found: Inspection, settings: Settings) -> None:
    """Remember the columns for files of this session with the same header."""
    if settings.mapping is not None:
        st.session_state.setdefault(_REMEMBERED, {})[found.columns] = settings.mapping


def _keys(path: Path) -> dict[str, str]:
    return {name: f"import_{name} {path}" for name in ("encoding", "table", "country", "crs", "repeats")}


def _stated_options(path: Path) -> Options:
    """Return the options as they were chosen before this run: the file is opened with them."""
    state = {name: st.session_state.get(key) for name, key in _keys(path).items()}
    return Options(
        encoding=state["encoding"],
        table=state["table"],
        crs=(state["crs"] or "").strip() or None,
        country=(state["country"] or "").strip() or None,
        merge_repeats=bool(state["repeats"]),
    )


def _choose_options(path: Path, found: Inspection | None, tables: Sequence[str]) -> None:
    """Draw the choices that a file leaves open; `found` is None if it could not be read without them."""
    keys = _keys(path)
    recognised = found.encoding if found else None
    with st.expander("Encoding, sheet, country …", expanded=found is None):
        places = st.columns(3)
        if found is None or recognised is not None:
            known = dict.fromkeys([*([recognised] if recognised else []), *_ENCODINGS])
            places[0].selectbox(
                "Encoding",
                list(known),
                index=None,
                key=keys["encoding"],
                format_func=lambda name: _ENCODINGS.get(name, name),
                placeholder=f"{_ENCODINGS.get(recognised, recognised)}, as recognised" if recognised else "recognised",
            )
        if len(tables) > 1:
            places[0].selectbox(
                "Sheet or layer",
                tables,
                index=None,
                key=keys["table"],
                placeholder="Choose one" if found is None else found.table or "all of them",
            )
        places[1].text_input("Country of rows that state none", key=keys["country"], placeholder="none", max_chars=100)
        places[2].text_input(
            "Coordinate reference system",
            key=keys["crs"],
            placeholder="as the file states, else WGS 84",
            help="A code such as EPSG:32638, for coordinates that are not degrees of WGS 84.",
            max_chars=100,
        )
        st.checkbox(
            "Count rows that repeat another row as one event",
            key=keys["repeats"],
            help="Without this, rows with equal cells are separate events, because nothing shows that they are one.",
        )


def _choose_columns(path: Path, found: Inspection) -> Columns:
    """Draw the choice of the column for each field, preset to the choice for the same header, or to the guess."""
    columns = found.columns
    recalled: Columns | None = st.session_state.get(_REMEMBERED, {}).get(columns)
    guess = recalled or importers.guess(columns, found.sample, found.tags, path.name)
    labels = {name: label for group in FIELDS.values() for name, label in group.items()}
    keys = {name: f"import_column {path} {found.table} {name}" for name in labels}
    chosen = {name: st.session_state.get(key, getattr(guess, name)) for name, key in keys.items()}
    mapping = replace(guess, **chosen)
    _draw_read(mapping, labels, columns, is_recalled=recalled is not None)
    with st.expander("Correct which column holds what", expanded=not _is_sufficient(mapping)):
        for tab, group in zip(st.tabs(list(FIELDS)), FIELDS.values()):
            places = tab.columns(3)
            for n, (name, label) in enumerate(group.items()):
                guessed = getattr(guess, name)
                places[n % 3].selectbox(
                    label,
                    columns,
                    index=columns.index(guessed) if guessed in columns else None,
                    placeholder="not given",
                    key=keys[name],
                )
    return mapping


def _draw_read(mapping: Columns, labels: Mapping[str, str], columns: tuple[str, ...], *, is_recalled: bool) -> None:
    """Draw which column is read as what, which are not read, and what is missing, a line for each group."""
    read = mapping.columns()
    lines = []
    for group, fields in FIELDS.items():
        found = "; ".join(f"{labels[name].lower()}: {read[name]}" for name in fields if name in read)
        words = escape.html(found) if found else '<span class="bw-missing">not given</span>'
        lines.append(f"<dt>{group}</dt><dd>{words}</dd>")
    unread = [name for name in columns if name not in read.values()]
    lines.append(f"<dt>Not read</dt><dd>{escape.html(', '.join(unread) or 'every column is read')}</dd>")
    remembered = " (as you chose for the last file with this header)" if is_recalled else ""
    st.html(f'<p class="bw-label">Columns{remembered}</p><dl class="bw-columns">{"".join(lines)}</dl>')


def _is_sufficient(mapping: Columns) -> bool:
    """Return whether the mapping names a date and a place, without which nothing can be read."""
    has_place = mapping.location or mapping.country or mapping.point or (mapping.latitude and mapping.longitude)
    return bool((mapping.date_start or mapping.date_year) and has_place)
