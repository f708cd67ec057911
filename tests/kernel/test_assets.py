"""What pages are made of: sizes, icons that exist, the stylesheet as delivered."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from medk.kernel import statics
from tests.architecture.tree import SOURCE

PACKED = 9


def packed(text: str) -> int:
    """Bytes after gzip."""
    return len(gzip.compress(text.encode(), PACKED))


def test_the_stylesheet_fits_its_budget() -> None:
    assert packed(statics.minified(statics.joined())) <= 14 * 1024


def test_our_script_fits_its_budget() -> None:
    text = (SOURCE / "kernel/static/medk.js").read_text(encoding="utf-8")
    assert packed(text) <= 8 * 1024


def test_the_sprite_fits_its_budget() -> None:
    assert (SOURCE / "kernel/static/icons.svg").stat().st_size <= 12 * 1024


def test_a_first_visit_leaves_room_for_the_page() -> None:
    """60 KB for a principal's first view: everything but the page itself, compressed."""
    names = ["django_htmx/htmx-2.min.js", "medk.js", "medk.css", "icons.svg", "mark.svg"]
    sizes = {name: packed(Path(finders.find(name)).read_text(encoding="utf-8")) for name in names}
    assert sum(sizes.values()) <= 40 * 1024, sizes


def test_every_icon_named_anywhere_is_in_the_sprite() -> None:
    sprite = (SOURCE / "kernel/static/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="i-(\w+)"', sprite))
    named = set()
    for path in SOURCE.rglob("*.html"):
        named |= set(re.findall(r'{%\s*icon "(\w+)"', path.read_text(encoding="utf-8")))
        named |= set(re.findall(r'\bicon(?:_name)?="(\w+)"', path.read_text(encoding="utf-8")))
    assert named
    assert not named - drawn


def test_minifying_keeps_what_means_something() -> None:
    css = """/* note */
    :root { --L: initial; --D: ; }
    @media (max-width: 40em) { a:hover > b , i + u { width: calc(1rem + 2px); color : red; } }
    .x:is(.a, .b)::before { content: "›"; --e: ; }
    """
    assert statics.minified(css) == (
        ":root{--L:initial;--D: ;}@media (max-width: 40em){a:hover > b,i + u{width:calc(1rem + 2px);"
        'color : red}}.x:is(.a,.b)::before{content:"›";--e: ;}'
    )


def test_every_layer_is_declared_and_nothing_is_important() -> None:
    text = statics.joined()
    declared = re.search(r"@layer ([\w, ]+);", text)[1].split(", ")
    assert set(re.findall(r"@layer (\w+) \{", text)) == set(declared)
    assert "!important" not in text


def test_the_stylesheet_is_found_and_served_as_one_file(client: object, db: None) -> None:
    assert finders.find("medk.css") == str(statics.built())
    assert settings.DATA_DIR in statics.built().parents
    listed = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    assert listed.count("medk.css") == 1
