"""Which uploads are accepted: a closed list of kinds, a limit of size, content true to its name.

The list and the limit are settings (decision 21); nothing here touches the database. A refusal says
what was found and what to do about it (design guide §6).
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO

from medk.files.contents import MACROS, PROGRAM, PROTECTED, BrokenArchive, Content, content_of
from medk.kernel.refusals import Refused

MEGABYTE = 1024 * 1024
LONGEST_NAME = 200

#: Extensions that carry programs or macros: their refusal says more than «не из списка».
PROGRAM_EXTENSIONS = frozenset(
    [
        "exe",
        "msi",
        "dll",
        "com",
        "scr",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "js",
        "jse",
        "wsf",
        "hta",
        "jar",
        "sh",
        "py",
        "pl",
        "php",
        "apk",
        "deb",
        "rpm",
        "lnk",
    ]
)
MACRO_EXTENSIONS = {
    "docm": "DOCX",
    "dotm": "DOCX",
    "xlsm": "XLSX",
    "xltm": "XLSX",
    "xlsb": "XLSX",
    "pptm": "PPTX",
}

#: What a sniffed content may be called.
EXTENSIONS_OF = {
    Content.PDF: {"pdf"},
    Content.DOCX: {"docx"},
    Content.XLSX: {"xlsx"},
    Content.PPTX: {"pptx"},
    Content.ODT: {"odt"},
    Content.ODS: {"ods"},
    Content.DOC: {"doc"},
    Content.XLS: {"xls"},
    Content.JPEG: {"jpg", "jpeg"},
    Content.PNG: {"png"},
    Content.TEXT: {"txt", "csv"},
    Content.ZIP: {"zip"},
}


def clean_name(name: str) -> str:
    """The bare name of an uploaded file: no folders, no control characters, at most 200 characters."""
    bare = PurePath(name.replace("\\", "/")).name
    bare = "".join(sign for sign in bare if sign.isprintable()).strip(" .")
    if len(bare) > LONGEST_NAME:
        suffix = PurePath(bare).suffix[:16]
        bare = bare[: LONGEST_NAME - len(suffix)] + suffix
    return bare or "файл"


def extension_of(name: str) -> str:
    """`Отчёт.PDF` → `pdf`; empty without one."""
    return PurePath(name).suffix.lstrip(".").lower()


def weight(size: int) -> str:
    """Size in words: «900 байт», «12 КБ», «28 МБ», «20,1 МБ»: never rounded down to the limit itself."""
    if size < 1024:
        return f"{size} байт"
    if size < MEGABYTE:
        return f"{-(-size // 1024)} КБ"
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10} МБ" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10} МБ"


def check_size(name: str, size: int, *, limit_mb: int) -> None:
    """Refuse an empty file and one over the limit."""
    if not size:
        raise Refused(f"Файл «{name}» пустой. Откройте его, проверьте и загрузите снова.")
    if size > limit_mb * MEGABYTE:
        raise Refused(f"Файл весит {weight(size)}, а можно до {limit_mb} МБ. {_lighter(extension_of(name))}")


def _lighter(extension: str) -> str:
    if extension in {"pdf", "jpg", "jpeg", "png"}:
        return "Сохраните скан с качеством 200 точек."
    return "Уменьшите рисунки внутри или разделите файл на части."


def check_name(name: str, *, kinds: Mapping[str, str]) -> str:
    """The extension of an acceptable name; refuses those outside the list of `kinds`."""
    extension = extension_of(name)
    if extension in kinds:
        return extension
    accepted = ", ".join(sorted(kinds)).upper()
    if extension in MACRO_EXTENSIONS:
        better = MACRO_EXTENSIONS[extension]
        raise Refused(
            f"«{name}» может нести макросы, такие файлы не принимаются. Сохраните его как {better}."
        )
    if extension in PROGRAM_EXTENSIONS:
        raise Refused(f"«{name}» — программа, а не документ. Принимаются {accepted}.")
    if not extension:
        raise Refused(f"У файла «{name}» нет расширения. Назовите его, например, «{name}.pdf».")
    raise Refused(
        f"Файлы {extension.upper()} не принимаются. Сохраните документ как PDF. Принимаются {accepted}."
    )


def check_content(name: str, content: BinaryIO, *, kinds: Mapping[str, str]) -> str:
    """The media type of a file whose content is what its name says.

    `content` is read from its start and left rewound. Raises `Refused` for programs, macros, passwords,
    broken archives, and a content that goes by another name.
    """
    extension = check_name(name, kinds=kinds)
    try:
        found = content_of(content)
    except BrokenArchive as error:
        raise Refused(
            f"Файл «{name}» повреждён: его содержимое не раскрывается. Сохраните его заново и загрузите снова."
        ) from error
    finally:
        content.seek(0)
    _refuse_dangerous(name, found)
    if extension not in EXTENSIONS_OF.get(found, set()):
        raise Refused(_misnamed(name, extension, found, kinds))
    return kinds[extension]


def _refuse_dangerous(name: str, found: Content) -> None:
    if found in PROGRAM:
        where = (
            "В архиве «{}» лежит программа" if found is Content.ARCHIVED_PROGRAM else "Внутри «{}» программа"
        )
        raise Refused(f"{where.format(name)}, такие файлы не принимаются. Загрузите сам документ.")
    if found in MACROS:
        raise Refused(f"В файле «{name}» есть макросы. Сохраните его без макросов (DOCX, XLSX) или как PDF.")
    if found in PROTECTED:
        raise Refused(f"Файл «{name}» закрыт паролем. Снимите пароль и загрузите снова.")


def _misnamed(name: str, extension: str, found: Content, kinds: Mapping[str, str]) -> str:
    named = f"Файл «{name}» назван как {extension.upper()}, "
    fitting = sorted(EXTENSIONS_OF.get(found, set()) & set(kinds))
    if not fitting:
        return named + "но его содержимое другое. Откройте его, сохраните как PDF и загрузите снова."
    return (
        named + f"а внутри {fitting[0].upper()}. Дайте файлу расширение .{fitting[0]} или сохраните заново."
    )
