"""Small true files of every kind, made here so that no binary lies in the repository."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(32)
PROGRAM = b"MZ\x90\x00" + bytes(128)


def zipped(*names: str, mimetype: bytes = b"") -> bytes:
    """A zip container with empty entries of these names (and an OpenDocument `mimetype`)."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"")
    return held.getvalue()


def compound(*streams: str) -> bytes:
    """An old office file, as far as its directory of streams goes."""
    head = bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0")
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams).ljust(1024, b"\0")


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")


def upload(content: bytes, name: str = "справка.pdf") -> SimpleUploadedFile:
    """What a form hands over."""
    return SimpleUploadedFile(name, content)
