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

_LOOK_S: Final = 0.1


@dataclass(frozen=True)
class Import:
    """An import that was timed."""

    rows: int
    seconds: float
    memory: int


def timed(rows: int, folder: Path) -> Import:
    """Import an export of so many rows, which is made first where it is missing."""
    export = folder / f"acled-{rows}.csv"
    if not export.exists():
        make_acled.write(rows, export)
    out = folder / "imported.parquet"
    command = [sys.executable, "-m", "data", "import", "acled", str(export), "-o", str(out)]
    begun, peak = time.perf_counter(), 0
    with (folder / "import.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        while _runs(process):
            peak = max(peak, peak_memory(process.pid))
    seconds = time.perf_counter() - begun
    for left in folder.glob("imported.*"):
        left.unlink()
    if process.returncode:
        raise RuntimeError(f"The import ended with status {process.returncode}: see {log.name}")
    return Import(rows, seconds, peak)


def _runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_LOOK_S)
    except subprocess.TimeoutExpired:
        return True
    return False
