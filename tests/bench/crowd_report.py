"""What a crowd's run tells: latencies, errors, memory and CPU, as a table and as JSON."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

_FLAT: Final = 0.5
"""Memory is called flat where it grows by less than so many percent of itself in a minute."""
_QUANTILES: Final = {"p50": 50, "p95": 95, "p99": 99, "max": 100}


class Sample(NamedTuple):
    """How things stand at a second: the app's memory in MB, and the CPU seconds of app, driver and machine so far."""

    at: float
    memory: float
    server: float
    driver: float
    machine: float


@dataclass
class Tally:
    """What happened: waits as (second, what was done, seconds waited), openings, troubles, and samples."""

    waits: list[tuple[float, str, float]] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    alone: Sample | None = None
    """Before the first session."""
    first: float = 0.0
    """Seconds until the first visitor of all saw the page."""
    messages: int = 0
    received: int = 0


def report(tally: Tally) -> dict[str, Any]:
    """The figures of a run."""
    done = max(len(tally.waits), 1)
    first, last = tally.samples[0], tally.samples[-1]
    span = last.at - first.at
    deeds = sorted({deed for _, deed, _ in tally.waits})
    return {
        "latency_s": quantiles([waited for _, _, waited in tally.waits]),
        "latency_s_by_deed": {deed: quantiles([w for _, d, w in tally.waits if d == deed]) for deed in deeds},
        "first_visit_s": round(tally.first, 2),
        "latency_s_opening": quantiles(tally.opening),
        "interactions": len(tally.waits),
        "interactions_per_s": round(len(tally.waits) / span, 2),
        "messages_per_interaction": round(tally.messages / done, 1),
        "kb_per_interaction": round(tally.received / done / 1000, 1),
        "errors": sum(tally.troubles.values()),
        "troubles": dict(tally.troubles.most_common()),
        "memory_mb": memory(tally),
        "cpu": {
            "app_ms_per_interaction": round((last.server - first.server) / done * 1000, 1),
            "app_cores": round((last.server - first.server) / span, 2),
            "driver_cores": round((last.driver - first.driver) / span, 2),
            "others_cores": round(_others(first, last) / span, 2),
        },
    }


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Median, tail and maximum, with their number."""
    if not seconds:
        return {"n": 0}
    found = np.percentile(seconds, list(_QUANTILES.values()))
    return {"n": len(seconds), **{name: round(float(value), 3) for name, value in zip(_QUANTILES, found)}}


def memory(tally: Tally) -> dict[str, Any]:
    """Resident memory over the run, and how it grew over its last half."""
    at = np.array([taken.at for taken in tally.samples])
    taken = np.array([found.memory for found in tally.samples])
    minutes = (at - at[0]) / 60
    half = minutes[-1] / 2
    late = minutes >= half
    slope = float(np.polyfit(minutes[late], taken[late], 1)[0]) if late.sum() > 1 else 0.0
    alone = tally.alone.memory if tally.alone else taken[0]
    told = {"alone": alone, "opened": taken[0], "after_1_min": taken[np.argmin(abs(minutes - 1))]}
    told |= {"at_half": taken[np.argmin(abs(minutes - half))], "end": taken[-1], "highest": taken.max()}
    rounded = {name: round(float(mb), 1) for name, mb in {**told, "mb_per_min": slope}.items()}
    series = [[round(float(minute), 2), round(float(mb), 1)] for minute, mb in zip(minutes, taken)]
    return {**rounded, "flat": bool(slope < _FLAT / 100 * taken[-1]), "series": series}


def table(told: dict[str, Any]) -> str:
    """The figures for a reader."""
    lines = [f"{'':<16}{'n':>7}" + "".join(f"{name:>9}" for name in _QUANTILES)]
    rows = {"all": told["latency_s"], "opening": told["latency_s_opening"], **told["latency_s_by_deed"]}
    lines += [
        f"{name:<16}{row['n']:>7}" + "".join(f"{row.get(part, 0):>9.3f}" for part in _QUANTILES)
        for name, row in rows.items()
    ]
    held, cpu = told["memory_mb"], told["cpu"]
    each = f"{told['messages_per_interaction']} messages, {told['kb_per_interaction']} kB"
    grown = f"{held['mb_per_min']:+} a minute over the last half: {'flat' if held['flat'] else 'not flat'}"
    places = {"alone": "alone", "opened": "opened", "after_1_min": "after 1 min", "at_half": "at half", "end": "at end"}
    facts = {
        "asked": ", ".join(f"{name} {value}" for name, value in told["asked"].items()),
        "first visit": f"{told['first_visit_s']} s, with the app reading its data",
        "interactions": f"{told['interactions']}, {told['interactions_per_s']} a second, each {each}",
        "errors": "; ".join([str(told["errors"]), *(f"{n} × {words}" for words, n in told["troubles"].items())]),
        "memory, MB": ", ".join(f"{held[name]} {words}" for name, words in places.items()),
        "": grown,
        "CPU, cores": f"app {cpu['app_cores']}, driver {cpu['driver_cores']}, others {cpu['others_cores']}",
        "CPU of the app": f"{cpu['app_ms_per_interaction']} ms an interaction",
    }
    return "\n".join([*lines, "", *(f"{name:<16}{words}" for name, words in facts.items())]) + "\n"


def _others(first: Sample, last: Sample) -> float:
    """CPU seconds that neither the app nor the driver took."""
    machine, server, driver = (getattr(last, name) - getattr(first, name) for name in ("machine", "server", "driver"))
    return float(max(0.0, machine - server - driver))
