"""Which uploads are accepted, and in which words the others are refused."""

import io
import random

import pytest
from django.conf import settings

from medk.files import rules
from medk.kernel.refusals import Refused
from tests.files.uploads import DOCX, JPEG, PDF, PNG, PROGRAM, XLSX, compound, zipped

KINDS = settings.UPLOAD_KINDS
TEXT = "Приказ № 7 «О мерах»\r\n".encode()
ODT = zipped("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")
ODS = zipped("content.xml", mimetype=b"application/vnd.oasis.opendocument.spreadsheet")

ACCEPTED = {
    "скан.pdf": PDF,
    "скан с меткой.PDF": b"\xef\xbb\xbf" + PDF,
    "отчёт.docx": DOCX,
    "список.xlsx": XLSX,
    "показ.pptx": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "отчёт.odt": ODT,
    "список.ods": ODS,
    "отчёт.doc": compound("Root Entry", "WordDocument"),
    "список.xls": compound("Root Entry", "Workbook"),
    "старый.xls": compound("Root Entry", "Book"),
    "фото.jpg": JPEG,
    "фото.jpeg": JPEG,
    "снимок.png": PNG,
    "письмо.txt": TEXT,
    "письмо 1251.txt": "Приказ № 7 «О мерах»".encode("cp1251"),
    "письмо utf16.txt": "Приказ".encode("utf-16"),
    "реестр.csv": "код;школа\n1;СОШ № 1\n".encode("utf-8-sig"),
    "набор.zip": zipped("приказ.pdf", "фото/1.jpg"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_true_documents_are_accepted_with_the_type_of_their_extension(name: str) -> None:
    content = io.BytesIO(ACCEPTED[name])
    assert rules.check_content(name, content, kinds=KINDS) == KINDS[rules.extension_of(name)]
    assert content.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("отчёт.pdf", PROGRAM, "Внутри «отчёт.pdf» программа"),
        ("отчёт.txt", b"#!/bin/sh\nrm -rf x\n", "программа"),
        ("отчёт.doc", b"\x7fELF" + bytes(64), "программа"),
        ("setup.exe", PROGRAM, "программа, а не документ"),
        ("набор.zip", zipped("приказ.pdf", "setup.EXE"), "В архиве «набор.zip» лежит программа"),
        ("список.xlsm", XLSX, "Сохраните его как XLSX"),
        (
            "список.xlsx",
            zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
            "есть макросы",
        ),
        ("список.xlsx", zipped("[Content_Types].xml", "xl/macrosheets/sheet1.xml"), "есть макросы"),
        (
            "отчёт.odt",
            zipped("Basic/script-lc.xml", mimetype=b"application/vnd.oasis.opendocument.text"),
            "макрос",
        ),
        ("отчёт.doc", compound("WordDocument", "_VBA_PROJECT"), "есть макросы"),
        ("отчёт.docx", compound("EncryptedPackage"), "закрыт паролем"),
        ("отчёт.docx", XLSX, "назван как DOCX, а внутри XLSX"),
        ("отчёт.pdf", JPEG, "назван как PDF, а внутри JPEG"),
        ("отчёт.zip", DOCX, "а внутри DOCX"),
        ("отчёт.xls", compound("WordDocument"), "а внутри DOC"),
        ("отчёт.docx", b"PK\x03\x04" + bytes(60), "повреждён"),
        ("отчёт.docx", DOCX[:-30], "повреждён"),
        ("страница.txt", b"<!DOCTYPE html><p>", "содержимое другое"),
        ("рисунок.txt", b"  <svg onload='x()'>", "содержимое другое"),
        ("отчёт", PDF, "нет расширения"),
        ("песня.mp3", b"ID3", "Файлы MP3 не принимаются"),
    ],
)
def test_others_are_refused_in_words_that_help(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_content(name, io.BytesIO(content), kinds=KINDS)
    assert words in str(refused.value)


def test_noise_under_any_document_name_is_refused() -> None:
    seed = 20220520
    noise = random.Random(seed)
    for extension in KINDS:
        content = noise.randbytes(4096)
        assert _is_refused(f"шум.{extension}", content), f"seed {seed}: noise passed as {extension}"


def _is_refused(name: str, content: bytes) -> bool:
    try:
        rules.check_content(name, io.BytesIO(content), kinds=KINDS)
    except Refused:
        return True
    return False


def test_only_listed_kinds_are_accepted() -> None:
    with pytest.raises(Refused, match="Принимаются PDF"):
        rules.check_content("отчёт.docx", io.BytesIO(DOCX), kinds={"pdf": "application/pdf"})


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "пустой"),
        (28 * rules.MEGABYTE, "Файл весит 28 МБ, а можно до 20 МБ. Сохраните скан с качеством 200 точек."),
        (20 * rules.MEGABYTE + 1, "Файл весит 20,1 МБ, а можно до 20 МБ."),
    ],
)
def test_size_is_refused_with_both_figures(size: int, words: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_size("скан.pdf", size, limit_mb=20)
    assert words in str(refused.value)


def test_a_file_of_exactly_the_limit_is_accepted() -> None:
    rules.check_size("скан.pdf", 20 * rules.MEGABYTE, limit_mb=20)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Документы\\приказ.pdf", "приказ.pdf"),
        ("../../etc/passwd", "passwd"),
        ("при\r\nказ\0.pdf", "приказ.pdf"),
        ("..", "файл"),
        ("я" * 300 + ".pdf", "я" * 196 + ".pdf"),
    ],
)
def test_names_are_bare_and_printable(given: str, kept: str) -> None:
    assert rules.clean_name(given) == kept


@pytest.mark.parametrize(("size", "words"), [(900, "900 байт"), (1025, "2 КБ"), (rules.MEGABYTE, "1 МБ")])
def test_weight_in_words(size: int, words: str) -> None:
    assert rules.weight(size) == words
