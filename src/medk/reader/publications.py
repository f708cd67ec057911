"""A cell of information support into the bodies on whose sites the row is published."""

import re

from medk.reader.executors import split_names

_SITE_WORDS = re.compile(
    r"^\W*(?:на\s+)?(?:официальн\w+\s+)?(?:интернет-)?(?:сайт\w*|портал\w*|страниц\w*)\s*",
    re.IGNORECASE,
)


def publication_of(text: str) -> tuple[str, ...]:
    """Names as used there; an address on the web stands for the body that owns it."""
    flat = text.strip()
    if re.match(r"https?://|www\.", flat):
        return tuple(flat.split())
    bare = "\n".join(_SITE_WORDS.sub("", line) for line in flat.split("\n"))
    return tuple(dict.fromkeys(split_names(bare)))
