"""How long the command line takes to import an ACLED export, and how much memory."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench import make_acled
from tests.bench.processes import peak_memory
from tests.bench.server import ROOT

_POLL_INTERVAL_S: Final = 0.1


@dataclass(frozen=True)
class Import:
    """A timed import."""

    rows: int
    seconds: float
    memory: int


def timed(rows: int, folder: Path) -> Import:
    """Import an export with this number of rows, and make the export first if it is missing."""
    export = folder / f"acled-{rows}.csv"
    if not export.exists():
        make_acled.write(rows, export)
    out = folder / "imported.parquet"
    command = [sys.executable, "-m", "data", "import", "acled", str(export), "-o", str(out)]
    start, peak = time.perf_counter(), 0
    with (folder / "import.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        while _is_running(process):
            peak = max(peak, peak_memory(process.pid))
    seconds = time.perf_counter() - start
    for left in folder.glob("imported.*"):
        left.unlink()
    if process.returncode:
        raise RuntimeError(f"The import ended with status {process.returncode}: see {log.name}")
    return Import(rows, seconds, peak)


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_POLL_INTERVAL_S)
    except subprocess.TimeoutExpired:
        return True
    return False
