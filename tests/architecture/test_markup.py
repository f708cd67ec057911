"""Templates, styles and scripts keep the content policy (decision 24) and name no other host."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import own_assets, short

#: What a template must not hold, and why.
FORBIDDEN = {
    "a script written in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an address that is code": re.compile(r"javascript:", re.I),
    "a style sheet in the page": re.compile(r"<style\b", re.I),
    "another host": re.compile(r"\b(?:src|href|action|srcset|hx-[a-z]+)\s*=\s*[\"'](?:https?:)?//", re.I),
    "code for htmx to evaluate": re.compile(r"\bhx-on\b|\bhx-vars\b|hx-vals\s*=\s*[\"']js:", re.I),
}
STYLE = re.compile(r"\bstyle\s*=\s*([\"'])(.*?)\1", re.I | re.S)
#: One custom property after another; a value may be a template expression.
ONLY_PROPERTIES = re.compile(r"(?:\s*(?:\{%.*?%\})*\s*--[\w-]+\s*:[^;]+;?\s*(?:\{%.*?%\})*)*", re.S)


def faults(text: str) -> list[str]:
    """What is wrong in the text of a template."""
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    plain = [value for _, value in STYLE.findall(text) if not ONLY_PROPERTIES.fullmatch(value)]
    return found + [f"a style in an attribute: {value}" for value in plain]


@pytest.mark.parametrize("path", list(own_assets(".html")), ids=short)
def test_templates_keep_the_policy(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<script>go()</script>", 1),
        ('<script src="{% static "x.js" %}"></script>', 0),
        ('<a onclick="go()">', 1),
        ('<p style="color:red">', 1),
        ('<p style="--v:40">', 0),
        ('<p style="--v:{{ value }}; --w: 3">', 0),
        ('<p style="--v:4;width:3px">', 1),
        ('<img src="//other.test/x.png">', 1),
        ('<a href="{% url "desk:home" %}">', 0),
        ('<button hx-on:click="go()">', 1),
    ],
)
def test_the_search_itself(text: str, count: int) -> None:
    assert len(faults(text)) == count


def test_styles_fetch_nothing_from_outside() -> None:
    outside = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//", re.I)
    assert not [short(path) for path in own_assets(".css") if outside.search(path.read_text("utf-8"))]


def test_scripts_evaluate_nothing_and_go_nowhere() -> None:
    unsafe = re.compile(r"\beval\(|new Function\(|[\"'`](?:https?:)?//(?!www\.w3\.org)", re.I)
    assert not [short(path) for path in own_assets(".js") if unsafe.search(path.read_text("utf-8"))]
