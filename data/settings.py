"""Settings of whoever serves the page: environment variables, each described once.

`SETTINGS` drives the documentation (`docs/settings.md`) and the check at the start of the server. A setting is read
when it is needed, so that a test can change it; a value that cannot be read is an error, never a default.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class SettingError(ValueError):
    """An environment variable has a value that cannot be read; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One environment variable.

    Attributes:
        variable: its name.
        default: the value where it is not set, or empty.
        parse: converts the text; it raises `ValueError` for what is not of the form.
        form: what is valid, for people.
        meaning: a sentence for the documentation.
        is_secret: whether the value may hold a password; it is then never written to a log.
    """

    variable: str
    default: T
    parse: Callable[[str], T]
    form: str
    meaning: str
    is_secret: bool = False

    @property
    def value(self) -> T:
        """The value that is in force.

        Raises:
            SettingError: the variable is set to something else than its form.
        """
        text = os.environ.get(self.variable, "").strip()
        if not text:
            return self.default
        try:
            return self.parse(text)
        except ValueError:
            shown = "a value that is not valid" if self.is_secret else f"“{text[:80]}”"
            raise SettingError(f"{self.variable} is {shown}. Set it to {self.form}, or remove it.") from None


SETTINGS: Final[dict[str, Setting[object]]] = {}
"""All settings by the name of their variable, in the order of the documentation."""


def _add(setting: Setting[T]) -> Setting[T]:
    SETTINGS[setting.variable] = setting  # type: ignore[assignment]  # a frozen setting is only read
    return setting


def _switch(variable: str, meaning: str, *, default: bool = True) -> Setting[bool]:
    return _add(Setting(variable, default, _on_or_off, "`on` or `off`", meaning))


def _text(variable: str, form: str, meaning: str, *, is_secret: bool = False) -> Setting[str]:
    return _add(Setting(variable, "", str, form, meaning, is_secret))


def _limit(variable: str, default: int, unit: str, meaning: str) -> Setting[int]:
    return _add(Setting(variable, default, _positive, f"a whole number of {unit}, at least 1", meaning))


def _words(variable: str, form: str, meaning: str) -> Setting[tuple[str, ...]]:
    return _add(Setting(variable, (), _separated, form, meaning))


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError
        return text.lower()

    return parse


def _on_or_off(text: str) -> bool:
    return _one_of("on", "off")(text) == "on"


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValueError
    return int(text)


def _separated(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


EVENTS: Final = _text(
    "BASEWATCH_EVENTS",
    "the path of a Parquet file, a pattern of paths, or the URL of a database",
    "The events that are shown instead of the record. Nothing of it reaches a visitor.",
    is_secret=True,
)
NAME: Final = _text(
    "BASEWATCH_NAME",
    "a name",
    "The name of the events of `BASEWATCH_EVENTS` on the page and in files; without it they are called “Served table”.",
)
CONTACT: Final = _text(
    "BASEWATCH_CONTACT", "an address", "Whom visitors may ask, shown under “About” and sent to Nominatim."
)
LOCAL_ADDRESS: Final = "http://localhost:8501/"
"""The address of the page in files where none is known: Streamlit's own on this machine."""
ADDRESS: Final = _text(
    "BASEWATCH_ADDRESS",
    "the address of the page, such as `https://example.org/basewatch/`",
    "The address of the page in links, files and citations; without it, the address in the visitor’s browser.",
)
CACHE: Final = _text(
    "BASEWATCH_CACHE",
    "the path of a folder",
    "Where prepared tables and answers of Nominatim are stored; several servers may share it. Without it, the user’s "
    "cache folder.",
)

IMPORTS: Final = _switch("BASEWATCH_IMPORTS", "Whether visitors may import files.")
EXPORTS: Final = _switch("BASEWATCH_EXPORTS", "Whether visitors may export events and slides.")
ONLINE_TILES: Final = _switch("BASEWATCH_ONLINE_TILES", "Whether maps from the network can be selected under “Layers”.")
NOMINATIM: Final = _switch("BASEWATCH_NOMINATIM", "Whether an import may look places up with Nominatim.")

UPLOAD_MB: Final = _limit("BASEWATCH_UPLOAD_MB", 200, "megabytes", "The largest file that the page imports.")
ROWS: Final = _limit("BASEWATCH_ROWS", 1_000_000, "rows", "The most rows of a file that the page imports.")
COLUMNS: Final = _limit("BASEWATCH_COLUMNS", 1_000, "columns", "The most columns of a file that is imported.")
CELL_LETTERS: Final = _limit("BASEWATCH_CELL_LETTERS", 100_000, "letters", "The longest text in a cell of a file.")
UNPACKED_MB: Final = _limit(
    "BASEWATCH_UNPACKED_MB", 1_000, "megabytes", "The most that a compressed file may hold when it is unpacked."
)
VERTICES: Final = _limit("BASEWATCH_VERTICES", 5_000_000, "vertices", "The most points of all geometries of a file.")
READ_SECONDS: Final = _limit("BASEWATCH_READ_SECONDS", 180, "seconds", "The longest time that reading a file may take.")
READ_MB: Final = _limit("BASEWATCH_READ_MB", 2_000, "megabytes", "The most memory that reading a file may take.")
RENDER_SECONDS: Final = _limit(
    "BASEWATCH_RENDER_SECONDS", 30, "seconds", "The longest time that drawing a file of a slide may take."
)
RENDER_MB: Final = _limit(
    "BASEWATCH_RENDER_MB", 1_500, "megabytes", "The most memory that drawing files of slides may take."
)
QUERY_SECONDS: Final = _limit("BASEWATCH_QUERY_SECONDS", 20, "seconds", "The longest time that a query may take.")
EXPORT_EVENTS: Final = _limit(
    "BASEWATCH_EXPORT_EVENTS", 100_000, "events", "The most events that the page writes into a file."
)
SESSIONS: Final = _limit("BASEWATCH_SESSIONS", 500, "sessions", "The most browser sessions at the same time.")
IMPORTS_AT_ONCE: Final = _limit(
    "BASEWATCH_IMPORTS_AT_ONCE", 2, "files", "How many files are read at the same time; the others wait."
)

SIGN_IN: Final = _switch(
    "BASEWATCH_SIGN_IN",
    "Whether visitors have to sign in, with the provider of `.streamlit/secrets.toml` ([sign-in](sign-in.md)).",
    default=False,
)
ALLOWED_DOMAINS: Final = _words(
    "BASEWATCH_ALLOWED_DOMAINS",
    "domains, separated by commas",
    "Domains of verified email addresses that may sign in; without it and without groups, everybody whom the provider "
    "knows.",
)
ALLOWED_GROUPS: Final = _words(
    "BASEWATCH_ALLOWED_GROUPS", "groups, separated by commas", "The groups of the provider whose members may sign in."
)
IMPORT_GROUPS: Final = _words(
    "BASEWATCH_IMPORT_GROUPS",
    "groups, separated by commas",
    "The groups whose members may import files; without it, everybody who is signed in.",
)

LOG: Final = _add(
    Setting(
        "BASEWATCH_LOG",
        "text",
        _one_of("text", "json"),
        "`text` or `json`",
        "The form of the server’s log on standard error: lines for people, or one JSON object a line.",
    )
)
AUDIT: Final = _text(
    "BASEWATCH_AUDIT",
    "the path of a file",
    "A file to which every import and export is appended as a line of JSON; what cannot be appended is refused.",
)


def check() -> None:
    """Read every setting.

    Raises:
        SettingError: one cannot be read, or restricts who may sign in while nobody has to.
    """
    for setting in SETTINGS.values():
        setting.value  # noqa: B018 - reading it is the check
    without_effect = [setting.variable for setting in (ALLOWED_DOMAINS, ALLOWED_GROUPS, IMPORT_GROUPS) if setting.value]
    if without_effect and not SIGN_IN.value:
        raise SettingError(
            f"{without_effect[0]} restricts nobody while {SIGN_IN.variable} is off. Set {SIGN_IN.variable} to `on`, or "
            f"remove {without_effect[0]}."
        )
