"""The events of an imported file that a person has accepted as events of the record: each counts once."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

import pandas as pd

from data.matching import Candidates
from data.rows import iter_rows
from data.text import harm, title, when

Pair = tuple[str, str]
"""The id of an event of the record, and that of an event of the file."""
_FILE_COLUMNS: Final = (
    *(
        "date_start",
        "date_end",
        "time_precision",
        "country",
        "location",
        "geo_precision",
        "side",
        "event_type",
        "actor",
    ),
    *("killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high", "summary", "source"),
)


@dataclass(frozen=True, eq=False)
class AcceptedMatches:
    """Accepted pairs of the record's and a file's events.

    Attributes:
        file: the file's name.
        pairs: `record_event_id`, `file_event_id`, `score`, `reasons` and `contradiction` (`data.matching.Candidates`),
            then the columns of the file's event, which is left out of the events.
    """

    file: str
    pairs: pd.DataFrame

    @classmethod
    def of(cls, accepted: Collection[Pair], found: Candidates, events: pd.DataFrame, file: str) -> Self:
        """Return the accepted ones of the candidates; `events` are the file's.

        Raises:
            KeyError: an accepted pair is no candidate.
        """
        keyed = found.pairs.drop(columns="proposed").set_index(["record_id", "file_id"])
        pairs = keyed.loc[sorted(accepted)].reset_index()
        rows = events.set_index("event_id").loc[pairs["file_id"], list(_FILE_COLUMNS)].reset_index(drop=True)
        named = pairs.rename(columns={"record_id": "record_event_id", "file_id": "file_event_id"})
        return cls(file, pd.concat([named, rows], axis=1))

    @property
    def file_event_ids(self) -> set[str]:
        """The ids of the file's events that are left out."""
        return set(self.pairs["file_event_id"])

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits of a SHA-256 over the pairs: equal pairs, equal digits."""
        ids = self.pairs[["record_event_id", "file_event_id"]].to_csv(index=False)
        return hashlib.sha256(ids.encode()).hexdigest()[:12]

    @property
    def sentence(self) -> str:
        """What was accepted, in a sentence."""
        number = len(self.file_event_ids)
        if number == 1:
            return f"1 event of {self.file} was accepted as the same as an event of the record and counts once."
        return f"{number:,} events of {self.file} were accepted as the same as events of the record and count once."

    def file_ids_by_event(self) -> dict[str, str]:
        """Return for each matched event of the record the ids of the file's events, separated by semicolons."""
        joined = self.pairs.groupby("record_event_id")["file_event_id"].agg(";".join)
        return dict(zip(joined.index, joined))

    def also_in_file(self, event_id: str) -> list[str]:
        """Return a sentence for each event of the file that was accepted as this event of the record."""
        return [_in_words(row, self.file) for row in iter_rows(self.pairs[self.pairs["record_event_id"] == event_id])]


def _in_words(row: object, file: str) -> str:
    contradiction = row.contradiction  # type: ignore[attr-defined]
    differs = f" This contradicts the record: {contradiction}." if contradiction else ""
    return f"Also in {file}: {title(row)}, {when(row)}, {harm(row)} ({row.file_event_id}).{differs}"  # type: ignore[attr-defined]
