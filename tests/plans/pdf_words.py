"""The words of a PDF, read back without a library: glyphs by the table that each font carries."""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
_SHOWN = re.compile(rb"\[(.*?)\]TJ", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(pdf: bytes) -> str:
    """The document once in the reading of each font; a line reads as words in its own font alone."""
    streams = list(_streams(pdf))
    fonts = [
        {int(glyph, 16): chr(int(sign, 16)) for glyph, sign in _GLYPH.findall(stream)}
        for stream in streams
        if b"begincmap" in stream
    ]
    lines = [line for stream in streams for line in _SHOWN.findall(stream)]
    return "\n".join(_read(line, font) for font in fonts for line in lines)


def _streams(pdf: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(pdf):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def _read(line: bytes, font: dict[int, str]) -> str:
    said = b"".join(re.sub(rb"\\([0-7]{1,3}|.)", _unescaped, part) for part in _STRING.findall(line))
    glyphs = (int.from_bytes(said[at : at + 2], "big") for at in range(0, len(said), 2))
    return "".join(font.get(glyph, "�") for glyph in glyphs).replace("\u00ad", "")


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)]) if found[1].isdigit() else _ESCAPES.get(found[1], found[1])
