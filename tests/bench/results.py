"""The results of a run, as they are saved in a JSON file."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, Self

from tests.bench.browser import Measure, Measures
from tests.bench.importing import Import
from tests.bench.page import BY_DATE

OURS: Final = "Basewatch"
LIBRARIES: Final = (
    "streamlit",
    "streamlit-folium",
    "folium",
    "pydeck",
    "duckdb",
    "ibis-framework",
    "pandas",
    "pyarrow",
)


@dataclass
class Run:
    """One dashboard on one table. Times in seconds, memory in bytes.

    `first_start` and `warm_start` last from the server's start to the first map, without and with a filled cache
    folder; `engine` holds the time inside the engine for each interaction.
    """

    who: str
    events: int
    memory: int = 0
    first_start: float | None = None
    warm_start: float | None = None
    measures: Measures = field(default_factory=dict)
    engine: dict[str, list[float]] = field(default_factory=dict)

    def median(self, interaction: str = BY_DATE) -> float | None:
        """Return the median seconds of an interaction; None if there was no response or no measurement."""
        measure = self.measures.get(interaction)
        return measure.median if measure else None

    def take(self, measures: Measures) -> None:
        """Add the measurements of a tab."""
        for name, measure in measures.items():
            mine = self.measures.setdefault(name, Measure())
            mine.seconds += measure.seconds
            mine.received += measure.received


@dataclass
class Results:
    """A run of the bench."""

    machine: str
    libraries: str
    date: str
    runs: list[Run] = field(default_factory=list)
    imported: Import | None = None

    @classmethod
    def new(cls) -> Self:
        return cls(
            machine(), ", ".join(f"{name} {version(name)}" for name in LIBRARIES), f"{datetime.now(UTC):%d %b %Y}"
        )

    @classmethod
    def read(cls, file: Path) -> Self:
        given = json.loads(file.read_text(encoding="utf-8"))
        runs = [
            Run(**{**run, "measures": {name: Measure(**measure) for name, measure in run["measures"].items()}})
            for run in given.pop("runs")
        ]
        imported = given.pop("imported")
        return cls(**given, runs=runs, imported=Import(**imported) if imported else None)

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    def of(self, who: str, events: int) -> Run | None:
        return next((run for run in self.runs if (run.who, run.events) == (who, events)), None)

    def ours(self) -> list[Run]:
        return [run for run in self.runs if run.who == OURS]


def machine() -> str:
    """Return the processor, its cores, the memory, the system and Python."""
    fields = dict(line.split(":", 1) for line in _lines("/proc/cpuinfo") if ":" in line)
    model = next((value.strip() for name, value in fields.items() if name.strip() == "model name"), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
