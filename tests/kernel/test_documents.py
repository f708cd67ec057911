"""Documents: a template and data in, files out, in a process that can reach nothing."""

import time

import pytest

from medk.kernel.documents import compile_document
from medk.kernel.refusals import Refused

PLAIN = "#let data = json(bytes(sys.inputs.data))\n#set page(width: 72pt, height: 72pt)\n"


@pytest.fixture
def template(tmp_path):
    """Writes a template and gives its path."""

    def write(text: str):
        path = tmp_path / "template.typ"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_pdf_is_one_file_and_pictures_are_one_for_each_page(template):
    two = template(PLAIN + "#for row in data.rows [#page[#row]]")
    (pdf,) = compile_document(two, {"rows": ["Первая", "Вторая"]})
    assert pdf.startswith(b"%PDF-")
    pictures = compile_document(two, {"rows": ["Первая", "Вторая"]}, kind="png", ppi=72)
    assert len(pictures) == 2
    assert all(one.startswith(b"\x89PNG") for one in pictures)


@pytest.mark.parametrize(
    "reach", ['#read("/etc/passwd")', '#read("../../etc/passwd")', '#import "@preview/cetz:0.3.1"']
)
def test_a_template_reaches_no_file_and_no_package(template, reach):
    with pytest.raises(RuntimeError):
        compile_document(template(reach), {})


def test_a_document_that_takes_too_long_is_refused(template):
    slow = template("#for i in range(90000) { for j in range(90000) { let x = calc.rem(i, 7) } }")
    begun = time.monotonic()
    with pytest.raises(Refused, match="слишком велик"):
        compile_document(slow, {}, longest=2)
    assert time.monotonic() - begun < 20


def test_a_document_that_takes_too_much_memory_is_refused(template):
    heavy = template("#let a = (1,)\n#for i in range(60) { a = a + a }\n#a.len()")
    with pytest.raises(Refused, match="слишком велик"):
        compile_document(heavy, {})
