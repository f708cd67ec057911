"""Rows of the matrix: twelve hundred cells on a page, so their markup is built here, short and escaped."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from medk.plans.rules.matrix import Look
from medk.plans.views.matrix_page import Block, Head, Line

register = template.Library()

_ABSENT = "<td{gap}><span class='m na'>–<b class=vh>не требуется</b></span></td>"


@register.simple_tag
def matrix_rows(block: Block, is_picked: bool = False) -> SafeString:
    """{% matrix_rows sheet pick %}: rows of one block; cells are links, or boxes to tick when choosing."""
    parts: list[str] = []
    gaps = [" class=gap" if head.is_first else "" for head in block.heads]
    for line in block.lines:
        if line.heading:
            parts += ('<tr class="grp"><th scope="rowgroup" colspan="', str(len(gaps) + 2), '">')
            parts += (escape(line.heading.title), f"<small>{escape(line.heading.words)}</small></th></tr>\n")
        parts += ("<tr>", _name(line, block.suffix, is_picked=is_picked))
        for gap, head, look in zip(gaps, block.heads, line.looks, strict=True):
            if look is None:
                parts.append(_ABSENT.replace("{gap}", gap))
            elif is_picked:
                parts.append(_box(look, f"{head.key}-{line.key}", gap))
            else:
                parts.append(_link(look, f"{head.key}/{line.key}/{block.suffix}", gap))
        late = f'<small class="only-s late"> просрочено {line.late}</small>' if line.late else ""
        parts += ('<td class="n gap">', escape(line.total), late, "</td></tr>\n")
    return mark_safe("".join(parts))


def _name(line: Line, suffix: str, *, is_picked: bool) -> str:
    box = ""
    if is_picked:
        box = f'<input type=checkbox name=r value="{line.key}" aria-label="Вся строка: {escape(line.name)}"> '
    place = f"<small>{escape(line.place)}</small>" if line.place else ""
    return (
        f'<th scope="row">{box}<a href="units/{line.key}/{escape(suffix)}" hx-boost="false">'
        f"{escape(line.name)}</a>{place}</th>"
    )


def _link(look: Look, path: str, gap: str) -> str:
    return (
        f'<td{gap}><a class="m {look.fill}" href="{escape(path)}">{look.text}'
        f"<b class=vh> {look.words}</b></a></td>"
    )


def _box(look: Look, value: str, gap: str) -> str:
    if not look.is_open:
        return f'<td{gap}><span class="m {look.fill}">{look.text}<b class=vh> {look.words}</b></span></td>'
    return (
        f'<td{gap}><label class="m {look.fill}"><input type=checkbox name=c value="{value}">{look.text}'
        f"<b class=vh> {look.words}</b></label></td>"
    )


@register.simple_tag
def matrix_heads(heads: Iterable[Head], is_picked: bool = False) -> SafeString:
    """{% matrix_heads heads pick %}: the headings, one measure each."""
    return mark_safe("".join(_head(head, is_picked=is_picked) for head in heads))


def _head(head: Head, *, is_picked: bool) -> str:
    label = escape(f"Весь столбец {head.number}")
    box = f'<input type=checkbox name=k value="{head.key}" aria-label="{label}">' if is_picked else ""
    return (
        f'<th scope="col"{" class=gap" if head.is_first else ""}><a class="v" href="{head.url}">'
        f"<small>{escape(head.under)}</small> {escape(head.title)}</a>{box}</th>"
    )
