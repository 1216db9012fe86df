"""What the system tells of processes, through `/proc`."""

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE_MB: Final = os.sysconf("SC_PAGE_SIZE") / 1e6
_PARENT, _USER, _SYSTEM, _RESIDENT = 1, 11, 12, 21
"""Places in `/proc/PID/stat`, counted from behind the command's name."""


def memory(pid: int) -> float:
    """Resident memory of a process and those it made, in MB."""
    return sum(int(_stat(one)[_RESIDENT]) for one in _tree(pid)) * _PAGE_MB


def cpu(pid: int) -> float:
    """Seconds of processor that a process and those it made took so far."""
    fields = [_stat(one) for one in _tree(pid)]
    return sum(int(found[_USER]) + int(found[_SYSTEM]) for found in fields) / _TICKS


def machine_cpu() -> float:
    """Seconds of processor that everything on this machine took so far."""
    numbers = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _idle, _waiting, *interrupts = numbers
    return (user + nice + system + sum(interrupts)) / _TICKS


def peak_memory(pid: int) -> int:
    """The highest resident memory in bytes that a process and those it made have had, each at its own peak."""
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
    """What the system tells of a process, behind its name; zeros where it has just gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * (_RESIDENT + 1)
