"""The choices of a person about a file to import: what it is, how it is read, and which column holds which field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import escape
from components.dialogs import import_reading
from data import importers
from data.importers import FORMATS, Inspection, Options, RefusedError
from data.importers import Mapping as Columns
from data.importers.options import NO_OPTIONS
from data.settings import NOMINATIM
from geo.nominatim import ATTRIBUTION

_INSPECTED: Final = "import_inspected"
_REMEMBERED: Final = "import_mappings"
"""Key of the session's columns by field, with the file they were chosen for, for each header that was read in it."""
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
_EXPECTED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "When": {"date": ("date_start", "date_year")},
    "Where": {"place": ("location",), "point": ("latitude", "point")},
    "Who": {"side": ("side",), "actor": ("actor",)},
    "What": {"type": ("event_type",), "summary": ("summary",)},
    "Harm": {
        "killed": ("killed_best", "killed_low", "killed_high"),
        "wounded": ("wounded_best", "wounded_low", "wounded_high"),
    },
}
"""What is named as missing in each group if none of these fields has a column."""
_ENCODINGS: Final = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252 (Western Europe)",
    "windows-1256": "Windows-1256 (Arabic)",
    "windows-1254": "Windows-1254 (Turkish)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "iso-8859-6": "ISO 8859-6 (Arabic)",
}
_OPTIONS_TITLE: Final = "Encoding, sheet, country, coordinates, repeats"
_NEEDED: Final = frozenset({"When", "Where"})
"""The groups without which nothing can be read."""
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


def choose(path: Path, place: DeltaGenerator, on_wait: Callable[[int], None]) -> tuple[Settings, Inspection]:
    """Draw the format and the columns into `place` and the other choices here; return them with what the file holds.

    `on_wait` is called with the number of other files if it has to wait for them.

    Raises:
        RefusedError: the file cannot be read with them.
    """
    stated = _stated_options(path)
    try:
        found = _inspect(path, stated, on_wait)
    except RefusedError as error:
        _choose_options(path, stated, None, error.tables)
        raise
    form = place.segmented_control(
        "Read it as",
        list(FORMATS),
        default=found.format,
        format_func=lambda key: FORMATS[key].title,
        key=f"import_format_{key_of(path)}",
        required=True,
    )
    mapping = _choose_columns(path, found, stated.country, place) if FORMATS[form].is_mapped else None
    _choose_options(path, stated, found, found.tables)
    if mapping is None:
        return Settings(form, options=stated), found
    online = NOMINATIM.value and st.checkbox(
        "Look up unknown places with Nominatim", key="import_online", help=f"{_ONLINE} {ATTRIBUTION}."
    )
    return Settings(form, mapping, stated, online), found


def remember(path: Path, found: Inspection, settings: Settings) -> None:
    """Remember the columns for files of this session with the same header."""
    if settings.mapping is not None:
        st.session_state.setdefault(_REMEMBERED, {})[found.columns] = path, settings.mapping


def key_of(*parts: object) -> str:
    """Return a part of a widget's key that stands for a file and what is chosen in it.

    Streamlit writes keys into the page as classes of CSS, where no path and no name from outside belongs.
    """
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _keys(path: Path) -> dict[str, str]:
    return {name: f"import_{name}_{key_of(path)}" for name in ("encoding", "table", "country", "crs", "repeats")}


def _inspect(path: Path, stated: Options, on_wait: Callable[[int], None]) -> Inspection:
    """Return what the file holds; that of the last run if the file and the options are the same."""
    last = st.session_state.get(_INSPECTED)
    if last is None or last[:2] != (path, stated):
        found: Inspection | RefusedError
        try:
            found = import_reading.inspect(path, stated, on_wait)
        except RefusedError as error:
            found = error
        last = st.session_state[_INSPECTED] = (path, stated, found)
    if isinstance(last[2], RefusedError):
        raise last[2].with_traceback(None)
    inspected: Inspection = last[2]
    return inspected


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


def _choose_options(path: Path, stated: Options, found: Inspection | None, tables: Sequence[str]) -> None:
    """Draw the choices that a file leaves open; `found` is None if it could not be read without one of them."""
    keys = _keys(path)
    with st.expander(_OPTIONS_TITLE, expanded=found is None or len(tables) > 1):
        first, *others = st.columns(3)
        with first:
            if len(tables) > 1:
                _choose_table(keys["table"], found, tables)
            if (found is None and not tables) or stated.encoding or (found and found.encoding):
                _choose_encoding(keys["encoding"], found)
        if found is None and stated == NO_OPTIONS:
            return  # only the table or the encoding can be the reason
        others[0].text_input("Country of rows that state none", key=keys["country"], placeholder="none", max_chars=100)
        others[1].text_input(
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


def _choose_table(key: str, found: Inspection | None, tables: Sequence[str]) -> None:
    unchosen = "Choose one" if found is None else found.table or "all of them"
    st.selectbox("Sheet, layer or table", tables, index=None, key=key, placeholder=unchosen)


def _choose_encoding(key: str, found: Inspection | None) -> None:
    recognised = found.encoding if found else None
    known = dict.fromkeys([*([recognised] if recognised else []), *_ENCODINGS])
    unchosen = f"{_ENCODINGS.get(recognised, recognised)}, as recognised" if recognised else "as recognised"
    st.selectbox(
        "Encoding",
        list(known),
        index=None,
        key=key,
        format_func=lambda name: _ENCODINGS.get(name, name),
        placeholder=unchosen,
    )


def _choose_columns(path: Path, found: Inspection, country: str | None, place: DeltaGenerator) -> Columns:
    """Draw the choice of the column for each field, preset to the choice for the same header, or to the guess."""
    columns = found.columns
    chosen_for, recalled = st.session_state.get(_REMEMBERED, {}).get(columns, (path, None))
    guess: Columns = recalled or importers.guess(columns, found.sample, found.tags, path.name)
    labels = {name: label for group in FIELDS.values() for name, label in group.items()}
    keys = {name: f"import_column_{key_of(path, found.table)}_{name}" for name in labels}
    chosen = {name: st.session_state.get(key, getattr(guess, name)) for name, key in keys.items()}
    mapping = replace(guess, **chosen)
    _draw_read(place, mapping, labels, columns, is_recalled=chosen_for != path)
    with st.expander("Correct which column holds what", expanded=not _is_sufficient(mapping, country)):
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


def _draw_read(
    place: DeltaGenerator, mapping: Columns, labels: Mapping[str, str], columns: tuple[str, ...], *, is_recalled: bool
) -> None:
    """Draw which column is read as what, which are not read, and what is missing, a line for each group."""
    read = mapping.columns()
    lines = []
    for group, fields in FIELDS.items():
        found = "; ".join(f"{labels[name].lower()}: {read[name]}" for name in fields if name in read)
        missing = [words for words, fields in _EXPECTED[group].items() if not read.keys() & set(fields)]
        parts = [escape.html(found)] if found else []
        if missing:
            needed = " bw-needed" if group in _NEEDED and not found else ""
            parts.append(f'<span class="bw-missing{needed}">missing: {", ".join(missing)}</span>')
        lines.append(f'<dt>{group}</dt><dd dir="auto">{" · ".join(parts)}</dd>')
    unread = [name for name in columns if name not in read.values()]
    lines.append(f"<dt>Not read</dt><dd>{escape.html(', '.join(unread) or 'every column is read')}</dd>")
    remembered = ", as for the last file with this header" if is_recalled else ""
    place.html(f'<p class="bw-label">Columns{remembered}</p><dl class="bw-columns">{"".join(lines)}</dl>')


def _is_sufficient(mapping: Columns, country: str | None) -> bool:
    """Return whether the mapping names a date and a place, without which nothing can be read."""
    has_place = (
        country or mapping.location or mapping.country or mapping.point or (mapping.latitude and mapping.longitude)
    )
    return bool((mapping.date_start or mapping.date_year) and has_place)
