"""The words of a PDF, for tests of documents."""

import pypdfium2


def words(pdf: bytes) -> str:
    """Text of all pages in their order; a soft hyphen at the end of a line joins its word again."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    text = "\n".join(pages).replace("\r\n", "\n")
    return text.replace("\u00ad\n", "").replace("\u00ad", "").replace("\ufffe", "")
