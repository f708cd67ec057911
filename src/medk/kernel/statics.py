"""Static files as they are delivered: the readable stylesheet loses its comments and spaces."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?")
_VALUE = re.compile(r"(^|[{;])([\w-]+): ")


def minified(css: str) -> str:
    """The same rules without comments, line breaks and the spaces that mean nothing.

    Spaces around `:` in selectors and around `+` in `calc()` mean something and stay; so does the
    one in `--D: ;`, which is an empty value.
    """
    text = _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css)))
    text = _VALUE.sub(lambda found: f"{found[1]}{found[2]}:", text).replace(":;", ": ;")
    return text.replace(";}", "}").replace(": }", ": ;}").strip()


class Storage(CompressedManifestStaticFilesStorage):
    """Minifies our stylesheet before it is hashed and compressed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        if not dry_run and "medk.css" in paths:
            source, path = paths["medk.css"]
            with source.open(path) as file:
                text = minified(file.read().decode())
            self.delete("medk.css")
            self.save("medk.css", ContentFile(text.encode()))
            paths = paths | {"medk.css": (self, "medk.css")}
        yield from super().post_process(paths, dry_run=dry_run, **options)
