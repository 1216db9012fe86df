"""How a column of countries writes codes: by which list its numbers are read, and whether its letters are of ISO 3166.

A bare number has no meaning: 368 is Iraq in ISO 3166 and Lithuania in the list of Gleditsch and Ward. The list is
decided for the whole column, by its name or because no other list has all its numbers. An undecided code is no
country.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pandas as pd

from data.folding import normalise
from data.importers import countries

ISO: Final = "ISO 3166-1 numeric codes"
GLEDITSCH_WARD: Final = "Gleditsch–Ward codes"
CORRELATES_OF_WAR: Final = "Correlates of War codes"

_NUMBER: Final = r"[0-9]{1,4}(?:\.0*)?"
_LETTERS: Final = r"[A-Z]{2,3}"
_CODE: Final = f"{_NUMBER}|{_LETTERS}"
_DIGITS: Final = 3
"""Digits of a number of ISO 3166, which alone is written with zeros before it."""
_NAMES: Final = (
    (ISO, re.compile(r"\b(?:iso[0-9]*|isonum|isono|m49|un code)\b")),
    (GLEDITSCH_WARD, re.compile(r"\b(?:gw[a-z]*|gleditsch)\b")),
    (CORRELATES_OF_WAR, re.compile(r"\b(?:cow[a-z]*|ccode)\b")),
)
"""Words in the names of columns that tell the list."""
_UCDP_NAME: Final = "country id"
"""The name of UCDP's column of Gleditsch–Ward codes; other files may number their countries in one of this name."""

_STATES: Final = (
    "2 US 20 CA 31 BS 40 CU 41 HT 42 DO 51 JM 52 TT 53 BB 54 DM 55 GD 56 LC 57 VC 58 AG 60 KN 70 MX 80 BZ 90 GT 91 HN "
    "92 SV 93 NI 94 CR 95 PA 100 CO 101 VE 110 GY 115 SR 130 EC 135 PE 140 BR 145 BO 150 PY 155 CL 160 AR 165 UY "
    "200 GB 205 IE 210 NL 211 BE 212 LU 220 FR 221 MC 223 LI 225 CH 230 ES 232 AD 235 PT 290 PL 305 AT 310 HU 316 CZ "
    "317 SK 325 IT 331 SM 338 MT 339 AL 341 ME 343 MK 344 HR 346 BA 347 XK 349 SI 350 GR 352 CY 355 BG 359 MD 360 RO "
    "365 RU 366 EE 367 LV 368 LT 369 UA 370 BY 371 AM 372 GE 373 AZ 375 FI 380 SE 385 NO 390 DK 395 IS 402 CV 403 ST "
    "404 GW 411 GQ 420 GM 432 ML 433 SN 434 BJ 435 MR 436 NE 437 CI 438 GN 439 BF 450 LR 451 SL 452 GH 461 TG 471 CM "
    "475 NG 481 GA 482 CF 483 TD 484 CG 490 CD 500 UG 501 KE 510 TZ 516 BI 517 RW 520 SO 522 DJ 530 ET 531 ER 540 AO "
    "541 MZ 551 ZM 552 ZW 553 MW 560 ZA 565 NA 570 LS 571 BW 572 SZ 580 MG 581 KM 590 MU 591 SC 600 MA 615 DZ 616 TN "
    "620 LY 625 SD 626 SS 630 IR 640 TR 645 IQ 651 EG 652 SY 660 LB 663 JO 666 IL 670 SA 690 KW 692 BH 694 QA 696 AE "
    "698 OM 700 AF 701 TM 702 TJ 703 KG 704 UZ 705 KZ 710 CN 712 MN 713 TW 731 KP 732 KR 740 JP 750 IN 760 BT 770 PK "
    "771 BD 775 MM 780 LK 781 MV 790 NP 800 TH 811 KH 812 LA 816 VN 820 MY 830 SG 835 BN 840 PH 850 ID 860 TL 900 AU "
    "910 PG 920 NZ 935 VU 940 SB 950 FJ 983 MH 986 PW 987 FM 990 WS"
)
"""Numbers of states that exist today and have the same number in both lists, with their codes of ISO 3166."""
_OF_GLEDITSCH_WARD: Final = "260 DE 340 RS 345 RS 678 YE 680 YE 817 VN 970 KI 971 NR 972 TO 973 TV"
_OF_CORRELATES_OF_WAR: Final = "255 DE 345 RS 679 YE 946 KI 947 TV 955 TO 970 NR"

_OF_GTD: Final = frozenset([*range(4, 240), 347, 349, 351, 359, 362, 377, 403, 406, 418, 422, 428, 499, 532, 603, 605])
"""Numbers that the Global Terrorism Database may use: a column of them alone may be of its list, which is not here."""


@dataclass(frozen=True, slots=True)
class Codes:
    """How one column of countries writes codes.

    Attributes:
        numbers: the list by which its numbers are read; None if that is not known, and they are no countries.
        letters: whether its codes of two or three capital letters are of ISO 3166.
    """

    numbers: str | None = None
    letters: bool = True

    def country(self, cell: str) -> str | None:
        """Return the country that a cell means, as a code or a name; None if it is unknown.

        >>> Codes(GLEDITSCH_WARD).country("645"), Codes(ISO).country("368.0"), Codes().country("368")
        ('Iraq', 'Iraq', None)
        """
        if is_number(cell):
            code = _list(self.numbers).get(int(float(cell))) if self.numbers else None
            return None if code is None else countries.label(code)
        if not self.letters and is_code(cell) and not countries.is_abbreviation(cell):
            return None
        return countries.find(cell)


@dataclass(slots=True)
class CodesOfColumn:
    """Collects the codes in a column of countries over a whole file, and decides how they are read.

    Attributes:
        column: the column's name; None if there is none.
    """

    column: str | None
    _found: set[str] = field(default_factory=set)

    def columns(self, sample: pd.DataFrame) -> list[str]:
        """Return the columns that must be read to decide: none if the first rows of the file hold no codes."""
        if self.column is None or self.column not in sample:
            return []
        return [self.column] if sample[self.column].str.strip().str.fullmatch(_CODE).any() else []

    def watch(self, chunks: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Yield chunks as they are, and collect the codes in those that have the column."""
        for rows in chunks:
            if self.column in rows:
                self._found.update(
                    cell for text in rows[self.column].dropna().unique() if is_code(cell := text.strip())
                )
            yield rows

    def decide(self) -> Codes:
        """Return how the column writes codes."""
        numbers = {int(float(cell)) for cell in self._found if is_number(cell)}
        letters = {cell for cell in self._found if not is_number(cell)}
        padded = any(len(cell) == _DIGITS and cell.startswith("0") for cell in self._found if is_number(cell))
        return Codes(ISO if padded else _decide(self.column or "", numbers), all(map(countries.find, letters)))


def is_number(cell: str) -> bool:
    """Return whether a cell is a bare number, such as 368, 004 or 368.0."""
    return re.fullmatch(_NUMBER, cell.strip(), re.ASCII) is not None


def is_code(cell: str) -> bool:
    """Return whether a cell may be a code: a bare number, or two or three capital letters."""
    return re.fullmatch(_CODE, cell.strip(), re.ASCII) is not None


def _decide(column: str, numbers: set[int]) -> str | None:
    """Return the list of these numbers, by the column's name or as the only one that has them all."""
    name = normalise(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
    named = next((numbering for numbering, words in _NAMES if words.search(name)), None)
    fitting = [
        numbering for numbering in (ISO, GLEDITSCH_WARD, CORRELATES_OF_WAR) if numbers <= _list(numbering).keys()
    ]
    if named is not None:
        return named
    if name == _UCDP_NAME:
        return GLEDITSCH_WARD if GLEDITSCH_WARD in fitting else None
    if not numbers or numbers <= _OF_GTD:
        return None
    readings = {tuple(_list(numbering)[number] for number in sorted(numbers)) for numbering in fitting}
    return fitting[0] if len(readings) == 1 else None


@cache
def _list(numbering: str) -> dict[int, str]:
    if numbering == ISO:
        return countries.numeric_codes()
    words = f"{_STATES} {_OF_GLEDITSCH_WARD if numbering == GLEDITSCH_WARD else _OF_CORRELATES_OF_WAR}".split()
    return {int(number): code for number, code in zip(words[::2], words[1::2])}
