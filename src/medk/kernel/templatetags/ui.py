"""Components used by every page: icons, statuses, shares, tables as cards, folded forms.

Those drawn in every row of a table build their markup here, the rest have templates in `ui/`.
"""

import re
import zlib
from collections.abc import Mapping
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from medk.kernel.russian import NBSP, counted

register = template.Library()

#: Look of a state: class of `.st`, icon, word (design guide §5: icon + word + fill).
STATES: dict[str, tuple[str, str, str]] = {
    "confirmed": ("ok", "check2", "Подтверждено"),
    "executed": ("ok2", "check", "Исполнено"),
    "submitted": ("re", "hourglass", "На проверке"),
    "in_progress": ("in", "half", "В работе"),
    "overdue": ("da", "late", "Просрочено"),
    "returned": ("ret", "return", "Возвращено"),
    "soon": ("wa", "clock", "Срок близко"),
    "today": ("wa", "clock", "Срок сегодня"),
    "planned": ("no", "ring", "Не начато"),
    "not_due": ("no", "ring", "Срок не наступил"),
    "undated": ("no", "minus", "Без срока"),
    "paused": ("no", "pause", "Приостановлено"),
    "cancelled": ("no", "x", "Отменено"),
    "draft": ("no", "pencil", "Черновик"),
    "approved": ("ok2", "check", "Утверждена"),
    "closed": ("no", "lock", "Закрыта"),
    "discarded": ("no", "x", "Отменена"),
    "active": ("in", "half", "Действует"),
}
#: Parts of a coverage bar in their order: class of the segment, states in it, words.
SEGMENTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("ok", ("confirmed",), "подтверждено"),
    ("re", ("submitted",), "на проверке"),
    ("in", ("in_progress", "returned"), "в работе"),
    ("da", ("overdue",), "просрочено"),
    ("no", ("planned", "not_due", "undated"), "не начато"),
)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of the sprite; decorative unless it carries a `label`."""
    return _icon(name, label, _sprite(settings.STATIC_URL))


@cache
def _sprite(root: str) -> str:
    """Address of the sprite; finding its hashed name takes longer than drawing an icon."""
    return static("icons.svg")


@lru_cache(maxsize=512)
def _icon(name: str, label: str, sprite: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="i" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, sprite, name
        )
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.simple_tag
def status(state: str, word: str = "", days: int | None = None, icon_name: str = "") -> SafeString:
    """A state as icon, word and fill; `days` late are added to «Просрочено»; `word` overrides."""
    look, symbol, usual = STATES.get(str(state), ("no", "ring", str(state)))
    text = word or usual
    if days and not word:
        text = f"{usual} на{NBSP}{counted(days, 'день', 'дня', 'дней')}"
    return format_html('<span class="st {}">{}{}</span>', look, icon(icon_name or symbol), text)


@register.filter
def per_cent(done: int | None, total: int | None) -> str:
    """{{ done|per_cent:total }} → 45 %; «нет данных» without a denominator; never rounded up to 100."""
    if not total or done is None:
        return "нет данных"
    return f"{_share(done, total)}{NBSP}%"


def _share(done: int, total: int) -> int:
    """Whole per cent, never rounded up (decision 6); 1 for anything above nothing."""
    return max(100 * done // total, 1) if done else 0


@register.simple_tag
def share(done: int, total: int, kind: str = "") -> SafeString:
    """A bar with «17 из 42» beside it; `kind` in/da changes its fill; «нет данных» without a whole."""
    if not total:
        return mark_safe('<span class="mut">нет данных</span>')
    words = f"{done}{NBSP}из{NBSP}{total}"
    return format_html(
        '<span class="pg"><span class="bar {}" role="img" aria-label="{}" style="--v:{}"><i></i></span>'
        '<span aria-hidden="true">{}</span></span>',
        kind, words, _share(done, total), words,
    )  # fmt: skip


@register.simple_tag
def coverage(counts: Mapping[str, int]) -> SafeString:
    """A bar of states; `counts` maps states (`ProgressState`) to numbers. Words say the same."""
    parts = _parts(counts)
    if not parts:
        return mark_safe('<span class="mut">нет данных</span>')
    words = ", ".join(f"{label} {number}" for _, number, label in parts)
    bars = format_html_join("", '<i class="k-{}" style="--n:{}"></i>', ((k, n) for k, n, _ in parts))
    return format_html('<span class="cov" role="img" aria-label="{}">{}</span>', words, bars)


@register.simple_tag
def coverage_key(counts: Mapping[str, int] | None = None) -> SafeString:
    """The key of a coverage bar: with numbers when `counts` are given, else all segments."""
    if counts is None:
        rows = [(look, "", label) for look, _, label in SEGMENTS]
    else:
        rows = [(look, f" {number}", label) for look, number, label in _parts(counts)]
    lines = format_html_join("", '<li><i class="k-{}"></i>{}{}</li>', ((k, w, n) for k, n, w in rows))
    return format_html('<ul class="key">{}</ul>', lines)


def _parts(counts: Mapping[str, int]) -> list[tuple[str, int, str]]:
    summed = (
        (look, sum(counts.get(state, 0) for state in states), label) for look, states, label in SEGMENTS
    )
    return [part for part in summed if part[1]]


_ROLES = (
    (re.compile(r"<table(?![^>]*\brole=)"), '<table role="table"'),
    (re.compile(r"<(thead|tbody|tfoot)(?=[ >])(?![^>]*\brole=)"), r'<\1 role="rowgroup"'),
    (re.compile(r"<tr(?=[ >])(?![^>]*\brole=)"), '<tr role="row"'),
    (re.compile(r"<td(?=[ >])(?![^>]*\brole=)"), '<td role="cell"'),
    (re.compile(r"<th(?=[ >])(?=[^>]*\bscope=\"row)(?![^>]*\brole=)"), '<th role="rowheader"'),
    (re.compile(r"<th(?=[ >])(?![^>]*\brole=)"), '<th role="columnheader"'),
)


@register.simple_block_tag
def cards(content: str) -> SafeString:
    """Around a table (or rows of one) whose rows become cards on narrow screens: says what each
    part is, since CSS takes the meaning of a table away when it changes `display` (design §8)."""
    for pattern, replacement in _ROLES:
        content = pattern.sub(replacement, content)
    return mark_safe(content)


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, count: int = 0, label: str = "Отбор", **attributes: str) -> str:
    """A GET form of filters, folded into one button on phones; `count` filters are on.

    Other attributes (hx_get, hx_target…) go to the form with `_` as `-`.
    """
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    path = getattr(context.get("request"), "path", "")
    fields = {"content": content, "count": count, "label": label, "attributes": given, "path": path}
    return mark_safe(render_to_string("ui/filters.html", fields))


@register.simple_block_tag(takes_context=True)
def ask(
    context: Context,
    content: str,
    label: str,
    *,
    url: str,
    question: str,
    button: str = "",
    keep: str = "Не сейчас",
    reason: str = "",
    kind: str = "",
    icon_name: str = "",
    size: str = "",
) -> str:
    """A button whose form unfolds before the action: a dialog with script, a folded part without.

    `question` is the title, `button` repeats the verb of `label`, `keep` closes; `reason` is the
    label of a required text sent as `reason`; `kind` is a class of button (bad, pri); what stands
    inside the tag comes before the reason.
    """
    fields = {
        "content": content, "label": label, "url": url, "question": question, "button": button or label,
        "keep": keep, "reason": reason, "kind": kind, "icon_name": icon_name, "size": size,
        "csrf_token": context.get("csrf_token"),
        "key": f"ask-{zlib.crc32(f'{url} {question}'.encode()):x}",
    }  # fmt: skip
    return mark_safe(render_to_string("ui/ask.html", fields))
