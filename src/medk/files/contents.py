"""What a file really is, told by its bytes: pure, no names, no database.

Office files of both generations are told apart by the entries of their containers, because their
first bytes are alike. Only lists of entries are read, nothing is unpacked, so an archive cannot swell.
"""

import zipfile
from enum import Enum
from pathlib import PurePath
from typing import BinaryIO


class Content(Enum):
    """Kinds of content told apart."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    DOC = "doc"
    XLS = "xls"
    JPEG = "jpeg"
    PNG = "png"
    TEXT = "text"
    ZIP = "zip"
    PROGRAM = "program"
    ARCHIVED_PROGRAM = "archived program"
    MACROS = "macros"
    PROTECTED = "protected"
    UNKNOWN = "unknown"


PROGRAM = frozenset({Content.PROGRAM, Content.ARCHIVED_PROGRAM})
MACROS = frozenset({Content.MACROS})
PROTECTED = frozenset({Content.PROTECTED})

CHUNK = 256 * 1024
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    bytes.fromhex("cafebabe"),
    bytes.fromhex("feedface"),
    bytes.fromhex("feedfacf"),
    bytes.fromhex("cefaedfe"),
    bytes.fromhex("cffaedfe"),
    bytes.fromhex("4c0000000114020000000000c000000000000046"),
)
_SIMPLE = (
    (b"%PDF-", Content.PDF),
    (b"\xff\xd8\xff", Content.JPEG),
    (b"\x89PNG\r\n\x1a\n", Content.PNG),
)
#: Text that is read by a program rather than by a person.
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?php", b"<script", b"<?xml", b"{\\rtf")
_OFFICE = (("word/", Content.DOCX), ("xl/", Content.XLSX), ("ppt/", Content.PPTX))
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Content.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Content.ODS,
}
_ARCHIVED_PROGRAMS = frozenset(
    [
        ".exe",
        ".msi",
        ".dll",
        ".com",
        ".scr",
        ".bat",
        ".cmd",
        ".ps1",
        ".vbs",
        ".js",
        ".jse",
        ".wsf",
        ".hta",
        ".jar",
        ".sh",
        ".apk",
        ".lnk",
        ".docm",
        ".xlsm",
        ".pptm",
    ]
)
_MOST_ENTRIES = 10_000


class BrokenArchive(ValueError):
    """A zip container whose list of entries cannot be read."""


def content_of(file: BinaryIO) -> Content:
    """The kind of content; raises `BrokenArchive`. The position of `file` afterwards is undefined."""
    file.seek(0)
    head = file.read(64)
    if head.startswith(_PROGRAMS):
        return Content.PROGRAM
    if head.startswith(b"PK"):
        return _zipped(file)
    if head.startswith(_COMPOUND):
        return _compound(file)
    for signature, content in _SIMPLE:
        if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n ").startswith(signature):
            return content
    return _text(file)


def _zipped(file: BinaryIO) -> Content:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise BrokenArchive("too many entries")
            return _container(archive, entries)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise BrokenArchive(str(error)) from error


def _container(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Content:
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        return Content.PROTECTED
    if "[Content_Types].xml" in names:
        return _office(names)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 128:
        return _open_document(archive.read("mimetype").strip(), names)
    if any(PurePath(name.lower()).suffix in _ARCHIVED_PROGRAMS for name in names):
        return Content.ARCHIVED_PROGRAM
    return Content.ZIP


def _office(names: set[str]) -> Content:
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lowered):
        return Content.MACROS
    for folder, content in _OFFICE:
        if any(name.startswith(folder) for name in lowered):
            return content
    return Content.UNKNOWN


def _open_document(media_type: bytes, names: set[str]) -> Content:
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return Content.MACROS
    return _OPEN_DOCUMENT.get(media_type, Content.UNKNOWN)


def _compound(file: BinaryIO) -> Content:
    """Old office files: names of streams are kept in UTF-16 within whole sectors of 512 bytes."""
    seen = _present(file, ["EncryptedPackage", "_VBA_PROJECT", "WordDocument", "Workbook", "Book"])
    if "EncryptedPackage" in seen:
        return Content.PROTECTED
    if "_VBA_PROJECT" in seen:
        return Content.MACROS
    if "WordDocument" in seen:
        return Content.DOC
    return Content.XLS if seen & {"Workbook", "Book"} else Content.UNKNOWN


def _present(file: BinaryIO, names: list[str]) -> set[str]:
    wanted = {name: name.encode("utf-16-le") + b"\0\0" for name in names}
    seen: set[str] = set()
    file.seek(0)
    while chunk := file.read(CHUNK):
        seen |= {name for name, raw in wanted.items() if raw in chunk}
    return seen


def _text(file: BinaryIO) -> Content:
    """Text in UTF-8, UTF-16 with its mark, or cp1251; no control characters; not markup."""
    file.seek(0)
    raw = file.read()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Content.TEXT if _decodes(raw, "utf-16") else Content.UNKNOWN
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower().startswith(_MARKUP):
        return Content.UNKNOWN
    if any(code in raw for code in _CONTROLS):
        return Content.UNKNOWN
    return Content.TEXT if _decodes(raw, "utf-8") or _decodes(raw, "cp1251") else Content.UNKNOWN


#: Bytes that no text of people holds: everything below a space but tab, line ends and page breaks.
_CONTROLS = tuple(bytes([code]) for code in range(32) if code not in (9, 10, 12, 13, 26))


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
