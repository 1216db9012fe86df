"""The selected event, whole: what, when and where as exactly as it is known, who, how many, in whose words."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.widgets import option_groups
from components.widgets.option_groups import OptionGroup
from data.query.engine import Engine
from data.query.query_cache import cached
from data.record.provenance import EventDetail
from data.rows import iter_rows
from data.terms import (
    ACTOR_BASES,
    GEO_PRECISIONS,
    OUTCOMES,
    SIDE_GROUPS,
    SIDES,
    TIME_PRECISIONS,
)
from data.text import harm, preference, reported, title, when
from data.view import View, day_in_words

Named = tuple[str, str, str]
"""An event's id and the words on its button, in two lines."""
OFFERED: Final = 3
LISTED: Final = 30
"""At most so many events are listed beside the map or the chart."""


def draw(story: EventDetail, view: View) -> None:
    """Draw one event with its tolls, its quotations, and what it answered."""
    event = story.event
    with st.container(key="detail", gap="small"):
        head, close = st.columns([0.86, 0.14], vertical_alignment="center")
        head.html(f"<h2>{escape.html(title(event))}</h2>")
        close.button("Close", key="close", type="tertiary", on_click=state.change, kwargs={"selected": ""})
        st.html("".join([_facts(event), _tolls(story), _quotes(story), _basis(story)]))
        ways = [
            OptionGroup("selected", words, "links", _named(events))
            for words, events in (("In answer to", story.responds_to), ("Answered by", story.responses))
            if not events.empty
        ]
        if ways:
            option_groups.draw("answers", *ways)
        link = View(data=view.data, file=view.file, selected=event["event_id"]).query()
        st.html(f'<p class="bw-note"><a href="?{escape.html(link)}" target="_blank">Link to this event</a></p>')


def draw_offers(view: View, engine: Engine) -> None:
    """Draw ways in: the events of the picked month, or else the most harmful ones of the view."""
    heading, note, offered = _offers(engine, view, view.month)
    if not offered and not view.month:
        return
    title_and_note = f'<h2>{escape.html(heading)}</h2><p class="bw-note">{escape.html(note)}</p>'
    st.html(f'<div class="bw-offered">{title_and_note}</div>')
    if offered:
        option_groups.draw("offers", OptionGroup("selected", heading, "offers", offered))


@cached
def _offers(engine: Engine, view: View, month: str) -> tuple[str, str, list[Named]]:
    """A heading, a note, and what is offered under them."""
    if not month:
        offered = engine.most_harmful(view, OFFERED)
        return "Most harmful in this view", "Click a symbol, a column or a row to see an event whole", _offered(offered)
    first = pd.Period(month, "M").start_time
    counted = engine.months(view)
    number = int(counted.loc[pd.to_datetime(counted["month"]) == first, "events"].sum())
    note = f"{_of(number)} of the view’s events; click the column again to let it go"
    return f"{first:%B %Y}", note, _offered(engine.starting_in(view, month, LISTED))


def _offered(events: pd.DataFrame) -> list[Named]:
    return [(row.event_id, title(row), f"{when(row)} · {harm(row)}") for row in iter_rows(events)]


def _of(number: int) -> str:
    """How many of so many are listed, where not all are."""
    return f"{number:,}" if number <= LISTED else f"{number:,}, of which the newest {LISTED},"


def draw_unplaced(view: View, engine: Engine) -> None:
    """Draw the events that have no point on the map, beside it."""
    number = engine.counts(view).without_location
    if not number:
        return
    newest = "" if number <= LISTED else f" (the newest {LISTED} of {number:,})"
    words = f"Not on the map, known only to the country{newest}"
    option_groups.draw("unplaced", OptionGroup("selected", words, "links", _unplaced(engine, view)))


@cached
def _unplaced(engine: Engine, view: View) -> list[Named]:
    return _named(engine.without_location(view, LISTED))


def _named(events: pd.DataFrame) -> list[Named]:
    return [(row.event_id, f"{title(row)}, {when(row)}", "") for row in iter_rows(events)]


def _facts(event: pd.Series) -> str:
    who = event["actor"] if pd.notna(event["actor"]) else "Nobody named"
    basis = "" if pd.isna(event["actor"]) else f", {ACTOR_BASES[event['actor_basis']]}"
    where = ", ".join(str(part) for part in (event["admin1"], event["country"]) if pd.notna(part))
    precise = TIME_PRECISIONS[event["time_precision"]], GEO_PRECISIONS[event["geo_precision"]]
    lines = [
        f"{when(event)} ({precise[0]}) · {where} · {precise[1]}",
        f"{SIDES[event['side']]} · {who}{basis} · {OUTCOMES[event['outcome']]}",
    ]
    told = f"<p>{escape.html(event['summary'])}</p>"
    return "".join(f'<p class="bw-note">{escape.html(line)}</p>' for line in lines) + told


def _basis(story: EventDetail) -> str:
    """How the date and the place were settled, and what was struck with what, in the documents' terms."""
    event, coded = story.event, story.coded
    settled = {"Imported, as given by": event["source"], "Id": event["event_id"]}
    if coded is not None:
        settled = {
            "Place as reported": coded["place_as_reported"],
            "Coordinates": coded["coordinate_source"],
            "Date": coded["date_basis"],
        }
    parts = {**settled, "Weapon": event["weapon"], "Target": event["target"]}
    lines = [f"<b>{name}:</b> {escape.html(words)}" for name, words in parts.items() if pd.notna(words)]
    return f'<p class="bw-note bw-basis">{"<br>".join(lines)}</p>'


def _tolls(story: EventDetail) -> str:
    if story.casualties.empty:
        return '<p class="bw-note">No toll is given: unknown, not none.</p>'
    rows = []
    for figure in reported(story):
        cells = "".join(f"<td>{escape.html(cell)}</td>" for cell in (figure.harmed, figure.toll, figure.by))
        rows.append(f'<tr title="{escape.html(figure.words)}">{cells}</tr>')
    preferred = preference(story)
    note = f'<p class="bw-note">{escape.html(preferred)}</p>' if preferred else ""
    return (
        f'<table class="bw-table"><tr><th>Harmed</th><th>Reported as</th><th>By</th></tr>{"".join(rows)}</table>{note}'
    )


def _quotes(story: EventDetail) -> str:
    side = SIDE_GROUPS[story.event["side"]]
    return "".join(_quote(row, side) for row in story.quotes.itertuples())


def _quote(row: Any, side: str) -> str:
    inferred = "" if row.date_basis == "stated" else " (date inferred)"
    source = f"{row.title}, {row.publisher}, {day_in_words(row.date_published.date())}{inferred}"
    return f'<blockquote class="bw-{side}">“{escape.html(row.quote)}”<cite>{escape.html(source)}</cite></blockquote>'
