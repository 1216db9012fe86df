"""Memory and CPU time of processes, from `/proc`."""

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE_MB: Final = os.sysconf("SC_PAGE_SIZE") / 1e6
_PARENT, _USER, _SYSTEM, _RESIDENT = 1, 11, 12, 21
"""Indices of fields in `/proc/PID/stat`, counted after the command's name."""


def memory(pid: int) -> float:
    """Return the resident memory of a process and its descendants, in MB."""
    return sum(int(_stat(one)[_RESIDENT]) for one in _tree(pid)) * _PAGE_MB


def resident(pid: int) -> float:
    """Return the resident memory of a process without its descendants, in MB."""
    return int(_stat(pid)[_RESIDENT]) * _PAGE_MB


def open_files(pid: int) -> int:
    """Return the number of open files of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def threads(pid: int) -> int:
    """Return the number of threads of a process."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def processes(pid: int) -> int:
    """Return the number of a process and its descendants."""
    return len(_tree(pid))


def cpu(pid: int) -> float:
    """Return the CPU seconds of a process and its descendants so far."""
    fields = [_stat(one) for one in _tree(pid)]
    return sum(int(found[_USER]) + int(found[_SYSTEM]) for found in fields) / _TICKS


def machine_cpu() -> float:
    """Return the CPU seconds of all processes of this machine so far."""
    numbers = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _idle, _waiting, *interrupts = numbers
    return (user + nice + system + sum(interrupts)) / _TICKS


def peak_memory(pid: int) -> int:
    """Return the sum of the peak resident memory of a process and its descendants, in bytes."""
    return sum(map(_peak, _tree(pid)))


def _tree(pid: int) -> list[int]:
    tree = [pid]
    for one in tree:
        tree += _children(one)
    return tree


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024


def _stat(pid: int) -> list[str]:
    """Return the fields of `/proc/PID/stat` after the name; zeros if the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * (_RESIDENT + 1)
