"""A `?` that explains a term, and the sentences of the terms that need one."""

from typing import Final

from components import escape

POSSIBLY_OUTSIDE: Final = (
    "The event is known only to a span of days or to a surrounding area, part of which lies outside the filter."
)
PREFERRED_FIGURE: Final = (
    "Where documents differ, the figure of the one preferred for this event; the lowest where none is preferred."
)
NAMED_PERIODS: Final = (
    "“Oct 2023 – Feb 2024” is from the first attack of 17 October 2023 to the strike of 7 February 2024. A halt of the "
    "attacks is reported for February 2024, without a day, and attacks follow it, so no period begins or ends with it."
)

HOW_TO_READ: Final = (
    "“7+” is at least 7 and “44–66” from 44 to 66; “toll reported for” counts the events of which a document gives a "
    "toll, that of the others is unknown and not zero; “party not stated” is where none says whose people were harmed."
)
CHART_PARTS: Final = (
    "On the lower line attacks on US and coalition forces are above and strikes below, each on its day; purple marks "
    "are dated facts around the events; “Campaign” is the first attack of 17 October 2023."
)


def help_mark(sentence: str) -> str:
    """Return a `?` in HTML; `help.css` shows its sentence while it is pointed at, focused or tapped.

    >>> help_mark("One sentence.")
    '<span class="bw-help" role="note" tabindex="0" aria-label="One sentence.">?</span>'
    """
    return f'<span class="bw-help" role="note" tabindex="0" aria-label="{escape.html(sentence)}">?</span>'
