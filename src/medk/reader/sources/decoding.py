"""Bytes of a text file into a string, or a refusal that says what to do."""

import re

from medk.reader.refusal import UnreadableFile

#: Largest text accepted, bytes and lines. The longest of the published orders is under 50 KB.
SIZE_LIMIT = 4 * 1024 * 1024
LINE_LIMIT = 100_000

_SIGNATURES = (
    (b"MZ", "исполняемый файл"),
    (b"\x7fELF", "исполняемый файл"),
    (b"#!", "сценарий командной строки"),
    (b"PK\x03\x04", "архив или документ Word, Excel"),
    (b"\xd0\xcf\x11\xe0", "документ Word или Excel старого формата"),
    (b"%PDF", "документ PDF"),
    (b"{\\rtf", "документ RTF"),
    (b"\x1f\x8b", "архив"),
    (b"7z\xbc\xaf", "архив"),
    (b"Rar!", "архив"),
    (b"\x89PNG", "изображение"),
    (b"\xff\xd8\xff", "изображение"),
    (b"GIF8", "изображение"),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WORD = re.compile(r"[а-яё]{3,}", re.IGNORECASE)
_FREQUENT = re.compile(r"\b(?:и|в|на|с|по|для|не|до|об?)\b", re.IGNORECASE)
_ADVICE = "Сохраните документ как обычный текст в кодировке UTF-8 и загрузите снова."


def decode(data: bytes) -> str:
    """The text of a file. Raises UnreadableFile for anything that is not text."""
    if not data.strip():
        raise UnreadableFile("Файл пуст. Проверьте, тот ли файл выбран, и загрузите его снова.")
    if len(data) > SIZE_LIMIT:
        megabytes = SIZE_LIMIT // (1024 * 1024)
        raise UnreadableFile(
            f"Файл больше {megabytes} МБ. Оставьте в нём только приказ с планом и загрузите снова."
        )
    _refuse_other_kinds(data)
    text = _decoded(data)
    if _control_share(text) > 0.01:
        raise UnreadableFile(f"Внутри файла двоичные данные, а не текст. {_ADVICE}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > LINE_LIMIT:
        raise UnreadableFile(
            f"В файле больше {LINE_LIMIT} строк. Оставьте в нём только приказ с планом и загрузите снова."
        )
    return text


def _refuse_other_kinds(data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(f"Под именем текстового файла находится {kind}. {_ADVICE}")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data[:4096]:
        return _without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        message = f"Кодировка текста нарушена (место {problem.start} от начала файла)."
        raise UnreadableFile(f"{message} {_ADVICE}") from problem


def _without_mark(data: bytes) -> str:
    """UTF-16 saved without its mark: recognised by the Russian words it gives."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_russian(text):
            return text
    raise UnreadableFile(f"Внутри файла двоичные данные, а не текст. {_ADVICE}")


def _single_byte(data: bytes) -> str:
    """Windows-1251, DOS 866 or KOI8-R, whichever gives Russian; else a refusal."""
    for encoding in ("cp1251", "cp866", "koi8-r"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_russian(text):
            return text
    raise UnreadableFile(f"Не удалось определить кодировку текста. {_ADVICE}")


def _is_russian(text: str) -> bool:
    """Mostly Cyrillic words in lower case, with the short words no text does without."""
    sample = text[:20000]
    letters = sum(map(len, _WORD.findall(sample)))
    if letters < 0.4 * len(sample.replace(" ", "")) or not _FREQUENT.search(sample):
        return False
    small = sum(1 for char in sample if "а" <= char <= "я")
    capital = sum(1 for char in sample if "А" <= char <= "Я")
    return small > capital


def _control_share(text: str) -> float:
    sample = text[:20000]
    strange = sum(1 for char in sample if (char < " " and char not in "\n\r\t\f") or char == "\ufffd")
    return strange / max(len(sample), 1)
