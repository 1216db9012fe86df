"""Column names as plain words, so that names can be compared whatever their spelling."""

import re
import unicodedata


def plain_name(name: str) -> str:
    """Return a column's name as lower-case words without accents.

    >>> plain_name("Start_Date (UTC)"), plain_name("startDateUTC"), plain_name("Décès")
    ('start date utc', 'start date utc', 'deces')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKD", name))
    letters = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold()))
