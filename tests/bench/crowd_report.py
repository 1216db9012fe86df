"""The results of a load test: latencies, errors, memory and CPU, as a table and as JSON."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

_FLAT_PERCENT: Final = 0.5
"""Memory is called flat if it grows by less than this percentage per minute."""
_QUANTILES: Final = {"p50": 50, "p95": 95, "p99": 99, "max": 100}


class Sample(NamedTuple):
    """Figures at one time: the app's memory in MB, and the CPU seconds so far of app, driver and machine."""

    at: float
    memory: float
    server: float
    driver: float
    machine: float


@dataclass
class Tally:
    """What was measured: waits as (second, action, seconds waited), openings, failures and samples."""

    waits: list[tuple[float, str, float]] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    alone: Sample | None = None
    """Before the first session."""
    first: float = 0.0
    """Seconds until the first visitor saw the page."""
    messages: int = 0
    received: int = 0


def report(tally: Tally) -> dict[str, Any]:
    """Return the figures of a run."""
    done = max(len(tally.waits), 1)
    first, last = tally.samples[0], tally.samples[-1]
    span = last.at - first.at
    actions = sorted({action for _, action, _ in tally.waits})
    return {
        "latency_s": quantiles([waited for _, _, waited in tally.waits]),
        "latency_s_by_action": {action: quantiles([w for _, d, w in tally.waits if d == action]) for action in actions},
        "first_visit_s": round(tally.first, 2),
        "latency_s_opening": quantiles(tally.opening),
        "interactions": len(tally.waits),
        "interactions_per_s": round(len(tally.waits) / span, 2),
        "messages_per_interaction": round(tally.messages / done, 1),
        "kb_per_interaction": round(tally.received / done / 1000, 1),
        "errors": sum(tally.failures.values()),
        "failures": dict(tally.failures.most_common()),
        "memory_mb": memory(tally),
        "cpu": {
            "app_ms_per_interaction": round((last.server - first.server) / done * 1000, 1),
            "app_cores": round((last.server - first.server) / span, 2),
            "driver_cores": round((last.driver - first.driver) / span, 2),
            "others_cores": round(_others(first, last) / span, 2),
        },
    }


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Return median, tail and maximum of durations, with their number."""
    if not seconds:
        return {"n": 0}
    found = np.percentile(seconds, list(_QUANTILES.values()))
    return {"n": len(seconds), **{name: round(float(value), 3) for name, value in zip(_QUANTILES, found)}}


def memory(tally: Tally) -> dict[str, Any]:
    """Return the resident memory over the run, and its growth over the last half."""
    at = np.array([taken.at for taken in tally.samples])
    taken = np.array([found.memory for found in tally.samples])
    minutes = (at - at[0]) / 60
    half = minutes[-1] / 2
    late = minutes >= half
    slope = float(np.polyfit(minutes[late], taken[late], 1)[0]) if late.sum() > 1 else 0.0
    alone = tally.alone.memory if tally.alone else taken[0]
    points = {"alone": alone, "opened": taken[0], "after_1_min": taken[np.argmin(abs(minutes - 1))]}
    points |= {"at_half": taken[np.argmin(abs(minutes - half))], "end": taken[-1], "highest": taken.max()}
    rounded = {name: round(float(mb), 1) for name, mb in {**points, "mb_per_min": slope}.items()}
    series = [[round(float(minute), 2), round(float(mb), 1)] for minute, mb in zip(minutes, taken)]
    return {**rounded, "flat": bool(slope < _FLAT_PERCENT / 100 * taken[-1]), "series": series}


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [f"{'':<16}{'n':>7}" + "".join(f"{name:>9}" for name in _QUANTILES)]
    rows = {"all": figures["latency_s"], "opening": figures["latency_s_opening"], **figures["latency_s_by_action"]}
    lines += [
        f"{name:<16}{row['n']:>7}" + "".join(f"{row.get(part, 0):>9.3f}" for part in _QUANTILES)
        for name, row in rows.items()
    ]
    memory_, cpu = figures["memory_mb"], figures["cpu"]
    each = f"{figures['messages_per_interaction']} messages, {figures['kb_per_interaction']} kB"
    grown = f"{memory_['mb_per_min']:+} a minute over the last half: {'flat' if memory_['flat'] else 'not flat'}"
    places = {"alone": "alone", "opened": "opened", "after_1_min": "after 1 min", "at_half": "at half", "end": "at end"}
    facts = {
        "settings": ", ".join(f"{name} {value}" for name, value in figures["settings"].items()),
        "first visit": f"{figures['first_visit_s']} s, with the app reading its data",
        "interactions": f"{figures['interactions']}, {figures['interactions_per_s']} a second, each {each}",
        "errors": "; ".join([str(figures["errors"]), *(f"{n} × {words}" for words, n in figures["failures"].items())]),
        "memory, MB": ", ".join(f"{memory_[name]} {words}" for name, words in places.items()),
        "": grown,
        "CPU, cores": f"app {cpu['app_cores']}, driver {cpu['driver_cores']}, others {cpu['others_cores']}",
        "CPU of the app": f"{cpu['app_ms_per_interaction']} ms an interaction",
    }
    return "\n".join([*lines, "", *(f"{name:<16}{words}" for name, words in facts.items())]) + "\n"


def _others(first: Sample, last: Sample) -> float:
    """Return the CPU seconds that neither the app nor the driver took."""
    machine, server, driver = (getattr(last, name) - getattr(first, name) for name in ("machine", "server", "driver"))
    return float(max(0.0, machine - server - driver))
