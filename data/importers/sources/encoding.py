"""Decides in which encoding a text file is written."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import chardet

from data.importers.report import RefusedError, shortened
from data.importers.sources.content import utf16_order

BYTE_ORDER_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CHUNK: Final = 1_000_000
_SAMPLE_BYTES: Final = 64_000_000
_MAX_CELLS: Final = 2_000
_LATIN: Final = {
    "cp1252": "Windows-1252, western European",
    "cp1250": "Windows-1250, central European",
    "cp1254": "Windows-1254, Turkish",
    "cp1257": "Windows-1257, Baltic",
}
_OTHER_SCRIPTS: Final = {
    "cp1256": "Windows-1256, Arabic",
    "cp1251": "Windows-1251, Cyrillic",
    "cp1253": "Windows-1253, Greek",
    "cp1255": "Windows-1255, Hebrew",
    "iso8859-6": "ISO 8859-6, Arabic",
}
_OLD: Final = {"cp850": "code page 850, of MS-DOS", "mac-roman": "Mac Roman, of old Macintosh programs"}
_OLD_LETTERS: Final = re.compile(rb"[A-Za-z][\x81-\x84\x86-\x89\x8b\x8d\x8f\x90\x94\x98\x99\x9b\x9d][A-Za-z]")
"""Letters of `_OLD` within a word, which are signs or nothing in the Windows code pages."""
_LABELS: Final = {
    **_LATIN,
    **_OTHER_SCRIPTS,
    **_OLD,
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
}
_LIKELY: Final = frozenset({"cp1252", "cp1254", "cp1256"})
_PREFERENCE: Final = 1.4
"""The weight of `_LIKELY`, the languages of most documents about the region; it decides for a few words only."""
_CHOOSE: Final = "choose another encoding (--encoding; on the page the choice “Encoding”)"
_QUOTED: Final = 60
_QUOTES: Final = 3


class Encoding(NamedTuple):
    """The name of an encoding as Python knows it, and sentences about how it was found."""

    name: str
    notes: tuple[str, ...]


def find_encoding(path: Path, stated: str | None) -> Encoding:
    """Return the encoding of a text file: the stated one, or the likely one.

    A byte order mark decides; then UTF-8, if the first 64 MB are valid; then UTF-16; then the Windows code page that
    fits the cells with letters outside ASCII, or an older code page.

    Raises:
        RefusedError: there is no such encoding, or the text is a damaged UTF-8.
    """
    with path.open("rb") as file:
        start = file.read(len(codecs.BOM_UTF8))
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)), None)
    if stated is not None:
        return Encoding(_known(stated, marked), ())
    if marked:
        return Encoding(marked, ("The file begins with a byte order mark; it is not part of the first column’s name.",))
    if order := utf16_order(path):
        return Encoding(order, (_note(path, order),))
    wrong = _invalid_utf8(path)
    if wrong is None:
        return Encoding("utf-8", ())
    cells, damaged = _foreign_cells(wrong)
    if damaged:
        raise RefusedError(
            f"{path.name} is written in UTF-8 except for a broken character in line {line_of_error(path, 'utf-8')}. "
            f"Repair it there, or {_CHOOSE}."
        )
    name = _code_page(cells)
    return Encoding(name, (_note(path, name),))


def decoding_error(path: Path, encoding: str) -> RefusedError:
    """Return the refusal of a file that its encoding cannot decode, with the first wrong line."""
    line = line_of_error(path, encoding)
    return RefusedError(
        f"{path.name} is not written in {_label(encoding)}: line {line:,} holds bytes that are no character in it. "
        f"Save it again as “CSV UTF-8”, or {_CHOOSE}."
    )


def line_of_error(path: Path, encoding: str) -> int:
    """Return the number of the first line with bytes that the encoding cannot decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, ended = 1, ""
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                # What the decoder had of a character from the last chunk is part of `error.object`.
                text = error.object[: error.start].decode(encoding, errors="ignore")
                return line + _breaks(ended, text)
            except UnicodeError:
                return line
            line += _breaks(ended, text)
            ended = text[-1:] or ended
            if not chunk:
                return line


def _breaks(before: str, text: str) -> int:
    """Return the number of line breaks in a text that follows another one."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks - (before == "\r" and text.startswith("\n"))


def _known(stated: str, marked: str | None) -> str:
    try:
        "".encode(stated)
        name = codecs.lookup(stated).name
    except (LookupError, ValueError) as error:
        raise RefusedError(
            f"There is no encoding “{shortened(stated)}”. Choose one such as utf-8, windows-1252 (western European) or "
            "windows-1256 (Arabic)."
        ) from error
    if marked == "utf-8-sig" and name == "utf-8":
        return marked
    return "utf-16" if marked == "utf-16" and name.startswith("utf-16") else name


def _chunks(path: Path) -> Iterator[bytes]:
    """Return the first bytes of a file, in parts."""
    with path.open("rb") as file:
        for _ in range(_SAMPLE_BYTES // _CHUNK):
            if not (chunk := file.read(_CHUNK)):
                return
            yield chunk


def _invalid_utf8(path: Path) -> bytes | None:
    """Return a part of the file around the first bytes that are no UTF-8; None if the sample holds none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    part = b""
    try:
        for part in _chunks(path):
            decoder.decode(part)
        decoder.decode(b"", final=path.stat().st_size <= _SAMPLE_BYTES)
    except UnicodeDecodeError:
        return part
    return None


def _foreign_cells(part: bytes) -> tuple[list[bytes], bool]:
    """Return the cells with bytes above ASCII, and whether most of these bytes are valid UTF-8."""
    text = part.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    valid = sum(not letter.isascii() for letter in text) - broken
    cells = [cell for cell in re.split(rb'[,;|\t"\r\n]+', part) if not cell.isascii()]
    return list(dict.fromkeys(cells))[:_MAX_CELLS], valid > broken


def _code_page(cells: list[bytes]) -> str:
    """Return the code page that the cells fit best.

    Letters outside ASCII stand among ASCII letters in the Latin script; other scripts have words without any.
    """
    text = b" ".join(cells)
    words = [word for word in re.findall(rb"[A-Za-z\x80-\xff]+", text) if not word.isascii()]
    others = sum(len(word) for word in words if len(word) > 1 and not re.search(rb"[A-Za-z]", word))
    mixed = sum(len(word) for word in words if re.search(rb"[A-Za-z]", word))
    pages = _OTHER_SCRIPTS if others > mixed else _OLD if any(map(_OLD_LETTERS.search, words)) else _LATIN
    likely = next(iter(pages))
    found = chardet.detect_all(
        text,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=list(pages),
        no_match_encoding=likely,
    )
    weights = {
        str(one["encoding"]): one["confidence"] * (_PREFERENCE if one["encoding"] in _LIKELY else 1)
        for one in found
        if one["encoding"] in pages
    }
    best = max(weights, key=lambda name: weights[name], default=likely)
    return likely if text.decode(likely, "replace") == text.decode(best, "replace") else best


def _note(path: Path, name: str) -> str:
    quoted = ", ".join(f"“{cell}”" for cell in _quoted_cells(path, name))
    example = f" It reads, for example: {quoted}." if quoted else ""
    return f"The encoding is not stated; the file was read as {_label(name)}.{example} If that is wrong, {_CHOOSE}."


def _quoted_cells(path: Path, name: str) -> list[str]:
    """Return the first cells with characters outside ASCII."""
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    cells: dict[str, None] = {}
    for chunk in _chunks(path):
        for cell in re.split(r'[,;|\t"\r\n]+', decoder.decode(chunk)):
            if not cell.isascii():
                cells[cell.strip()[:_QUOTED]] = None
            if len(cells) == _QUOTES:
                return list(cells)
    return list(cells)


def _label(name: str) -> str:
    return _LABELS.get(name, name.upper().removesuffix("-SIG"))
