"""The record and the served events of a running server: loaded once, and again when their files change.

A thread looks at the state of the files every few seconds, without reading them. What has changed is loaded there,
while the pages show what was loaded before; so no visitor waits for it.
"""

import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from data import masking, settings
from data.datasets import Dataset, ServedTableError, for_operator, served_dataset
from data.query import database_url, parquet_files
from data.record import catalog as record
from data.record.catalog import Catalog, CatalogError, load_catalog

LOOK_S: Final = 2.0
"""Seconds between two looks at the files."""
RETRY_S: Final = 5.0
"""Seconds until what could not be loaded is loaded again, also where no file has changed."""
NOT_LOADED: Final = "The events cannot be shown now; this page tries again every few seconds."
"""What visitors read where nothing could be loaded; the reason is in the log."""
_CHANGED_EVENTS: Final = "The served events changed and cannot be read; the page shows those of before."
_CHANGED_RECORD: Final = "The record changed and cannot be read; the page shows the one of before."
_LOG: Final = logging.getLogger(__name__)

Prepare = Callable[["Loaded"], object]
"""Computes what pages need of newly loaded data, so that no visitor waits for it."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """The record and the events that all visitors see, of one moment."""

    catalog: Catalog
    dataset: Dataset


class NotLoadedError(Exception):
    """Nothing could be loaded yet; the message is one sentence for visitors."""


class Served:
    """The data of a server, which follow their files."""

    def __init__(self) -> None:
        """Load nothing yet; `start` and `current` do."""
        self.place: Final = settings.EVENTS.value
        self.prepare: Prepare = lambda _: None
        self._loaded: Loaded | None = None
        self._error: Exception | None = None
        self._state: parquet_files.State = ()
        self._logged = ""
        self._begun = threading.Lock()
        self._first = threading.Event()
        self._ended = threading.Event()

    @property
    def loaded(self) -> Loaded | None:
        """What is shown; None where nothing could be loaded yet."""
        return self._loaded

    @property
    def notice(self) -> str:
        """A sentence for visitors while what is shown is older than its files; else empty."""
        if self._loaded is None or self._error is None:
            return ""
        return _CHANGED_RECORD if isinstance(self._error, CatalogError) else _CHANGED_EVENTS

    @property
    def problem(self) -> tuple[str, str]:
        """The part that could not be loaded (`record`, `table`), and a sentence for the operator; empty if none."""
        if self._error is not None:
            return ("record" if isinstance(self._error, CatalogError) else "table"), for_operator(self._error)
        return ("", "") if self._loaded else ("table", "The events are being loaded.")

    def start(self) -> None:
        """Load in another thread, which then follows the files; only the first call does anything."""
        if self._begun.acquire(blocking=False):
            masking.install()
            threading.Thread(target=_follow, args=(weakref.ref(self), self._ended), daemon=True).start()

    def current(self) -> Loaded:
        """Return what is shown; the first calls wait until it is loaded.

        Raises:
            NotLoadedError: it could not be loaded; it is loaded again every few seconds.
        """
        if self._loaded is None and not self._first.is_set():
            self.start()
            self._first.wait()
        if self._loaded is None:
            raise NotLoadedError(NOT_LOADED)
        return self._loaded

    def close(self) -> None:
        """End the thread that follows the files."""
        self._ended.set()

    def load(self) -> None:
        """Load the data; where that fails, what was loaded before is shown on."""
        self._state = self.state()
        try:
            catalog = load_catalog()
            loaded = Loaded(catalog, served_dataset(catalog))
            self.prepare(loaded)
        except Exception as error:  # noqa: BLE001 - whatever fails, the data of before are shown on
            self._log(error)
            self._error = error
        else:
            self._log(None)
            self._loaded, self._error = loaded, None
        self._first.set()

    def state(self) -> parquet_files.State:
        """Return the present state of all files that are shown; it is cheap."""
        is_files = self.place and not database_url.is_url(self.place)
        events = parquet_files.state(self.place) if is_files else ()
        return (*parquet_files.state_of(record.files()), *events)

    @property
    def is_behind(self) -> bool:
        """Whether the files have changed since they were loaded."""
        return self.state() != self._state

    @property
    def may_recover(self) -> bool:
        """Whether loading failed for a reason that may pass without a change of a file: a database, or the cache."""
        causes = (self._error, self._error.__cause__) if self._error else ()
        return bool(causes) and (database_url.is_url(self.place) or any(isinstance(one, OSError) for one in causes))

    def _log(self, error: Exception | None) -> None:
        """Log a reason once, not at each attempt."""
        reason = for_operator(error) if error else ""
        if error and reason != self._logged:
            is_expected = isinstance(error, CatalogError | ServedTableError | settings.SettingError)
            _LOG.error("The data could not be loaded: %s", reason, exc_info=None if is_expected else error)
        elif self._logged and not error:
            _LOG.warning("The data are loaded again.")
        self._logged = reason


def _follow(reference: "weakref.ref[Served]", ended: threading.Event) -> None:
    """Load; then load again what has changed and is not being written any more, until nobody needs the data."""
    seen: parquet_files.State | None = None
    waited = 0.0
    while (served := reference()) is not None:
        state = served.state()
        is_due = served.is_behind or (served.may_recover and waited >= RETRY_S)
        if seen is None or (state == seen and is_due):
            served.load()
            waited = 0.0
        seen = state
        del served  # so that the data can be freed while this thread waits
        if ended.wait(LOOK_S):
            return
        waited += LOOK_S


class _Server:
    """The data of this process's server, and whether its pages use them."""

    served: Served | None = None
    is_taken: bool = False
    lock: Final = threading.Lock()


def running() -> Served:
    """Return the data of this process's server; they begin to load if no page has needed them yet."""
    with _Server.lock:
        if _Server.served is None:
            _Server.served, _Server.is_taken = Served(), False
        _Server.served.start()
        return _Server.served


def take(place: str, prepare: Prepare) -> Served:
    """Return the data for the pages of this process's server: those that `running` has begun to load, else new ones.

    `place` is the value of `BASEWATCH_EVENTS`.
    """
    with _Server.lock:
        begun = _Server.served
        if begun is None or _Server.is_taken or begun.place != place:
            if begun:
                begun.close()
            begun = Served()
        _Server.served, _Server.is_taken = begun, True
        begun.prepare = prepare
        begun.start()
        return begun
