"""Tables for the browser: small on the wire, and every value has a name."""

from collections.abc import Iterable, Mapping


def columns(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return rows of the same fields as one list for each field; `rowsOf` in the map's scripts undoes it.

    A field that has the same text in every row is that text instead of a list: most groups of a large table share
    nothing, so most of their texts are empty. A field of few texts is these texts (`of`) and the place of each row's
    among them (`at`). `rows` is the number of rows.

    >>> columns([{"cell": "a", "name": ""}, {"cell": "b", "name": ""}])
    {'rows': 2, 'cell': ['a', 'b'], 'name': ''}
    >>> columns([{"who": who} for who in ("One", "Two", "One", "One", "One")])
    {'rows': 5, 'who': {'of': ['One', 'Two'], 'at': [0, 1, 0, 0, 0]}}
    >>> columns([])
    {'rows': 0}
    """
    table = list(rows)
    fields = {name: [row[name] for row in table] for name in (table[0] if table else ())}
    return {"rows": len(table)} | {name: _shared(values) for name, values in fields.items()}


def _shared(values: list[object]) -> object:
    if not all(isinstance(value, str) for value in values):
        return values
    places = {value: n for n, value in enumerate(dict.fromkeys(values))}
    if len(places) == 1:
        return values[0]
    return {"of": list(places), "at": [places[value] for value in values]} if 2 * len(places) < len(values) else values
