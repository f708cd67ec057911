"""Each component of the interface draws what the design guide says."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from medk.kernel.templatetags import ui
from medk.plans.choices import ExecutionStatus, ProgressState, RoadMapStatus


def draw(source: str, **context: object) -> str:
    """A template rendered."""
    return Template(source).render(Context(context))


@pytest.mark.parametrize("state", [*ProgressState, *ExecutionStatus, *RoadMapStatus])
def test_every_state_has_an_icon_a_word_and_a_fill(state: str) -> None:
    drawn = ui.status(state)
    assert re.fullmatch(r'<span class="st \w+"><svg .*?</svg>[А-Я][а-я ]+</span>', drawn)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1\u00a0день"), (3, "3\u00a0дня"), (11, "11\u00a0дней"), (68, "68\u00a0дней")]
)
def test_lateness_is_said_in_days(days: int, words: str) -> None:
    assert f"Просрочено на\u00a0{words}" in ui.status("overdue", days=days)


def test_a_word_of_ones_own_replaces_the_usual_and_is_escaped() -> None:
    assert "&lt;b&gt;" in ui.status("planned", word="<b>")
    assert "Не начато" not in ui.status("planned", word="Ждёт")


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [
        (17, 42, "40\u00a0%"),
        (0, 42, "0\u00a0%"),
        (42, 42, "100\u00a0%"),
        (999, 1000, "99\u00a0%"),
        (1, 1000, "1\u00a0%"),
        (1, 2, "50\u00a0%"),
        (0, 0, "нет данных"),
        (None, 5, "нет данных"),
    ],
)
def test_shares_are_never_rounded_up_to_all_nor_down_to_nothing(
    done: int | None, total: int, words: str
) -> None:
    assert ui.per_cent(done, total) == words


def test_a_share_says_how_many_of_how_many() -> None:
    drawn = ui.share(17, 42)
    assert 'aria-label="17\u00a0из\u00a042"' in drawn
    assert 'style="--v:40"' in drawn
    assert "нет данных" in ui.share(0, 0)


def test_coverage_keeps_its_order_and_says_the_numbers() -> None:
    counts = {"not_due": 4, "overdue": 1, "confirmed": 3, "returned": 1, "in_progress": 1, "paused": 9}
    drawn = ui.coverage(counts)
    assert re.findall(r"k-(\w\w)", drawn) == ["ok", "in", "da", "no"]
    assert 'aria-label="подтверждено 3, в работе 2, просрочено 1, не начато 4"' in drawn
    assert "нет данных" in ui.coverage({})
    assert "подтверждено 3" in ui.coverage_key(counts)
    assert ui.coverage_key().count("<li>") == len(ui.SEGMENTS)


TABLE = """{% cards %}<table class="tb cards"><caption>К</caption><thead class="x"><tr><th scope="col">А</th></tr></thead>
<tbody><tr class="grp"><th scope="rowgroup" colspan="2">Раздел</th></tr><tr><th scope="row">Б</th><td>1</td>
<td role="gridcell">2</td></tr></tbody></table>{% endcards %}"""


def test_tables_drawn_as_cards_say_what_each_part_is() -> None:
    drawn = draw(TABLE)
    assert '<table role="table" class="tb cards">' in drawn
    assert drawn.count('role="rowgroup"') == 2
    assert '<thead role="rowgroup" class="x">' in drawn
    assert drawn.count('role="row"') == 3
    assert '<th role="columnheader" scope="col">' in drawn
    assert drawn.count('role="rowheader"') == 2
    assert drawn.count('role="cell"') == 1, "a role that is given stays"


def test_filters_fold_under_one_button_with_their_number(rf: object) -> None:
    drawn = draw(
        '{% filters count=2 label="Отбор мероприятий" hx_target="#list" %}<input name="q">{% endfilters %}',
        request=rf.get("/road-maps/", {"q": "a"}),
    )
    assert "Отбор мероприятий · 2" in drawn
    assert 'action="/road-maps/"' in drawn
    assert 'hx-target="#list"' in drawn
    assert '<input name="q">' in drawn


def test_asking_first_folds_a_form_with_a_reason() -> None:
    drawn = draw(
        '{% ask "Вернуть" url="/x/" question="Вернуть на доработку?" reason="Что исправить" kind="bad" %}'
        '<input type="hidden" name="version" value="3">{% endask %}',
        csrf_token="t0ken",
    )
    assert "<summary" in drawn
    assert 'action="/x/"' in drawn
    assert 'value="t0ken"' in drawn
    assert 'name="version" value="3"' in drawn
    assert re.search(r'<label for="(ask-\w+-r)">Что исправить</label><textarea class="inp" id="\1"', drawn)
    assert drawn.count("Вернуть</") == 2, "the button repeats the verb"


def test_two_questions_on_a_page_have_different_ids() -> None:
    twice = '{% ask "А" url="/1/" question="Так?" %}{% endask %}{% ask "А" url="/2/" question="Так?" %}{% endask %}'
    ids = re.findall(r'id="(ask-\w+)"', draw(twice))
    assert len(set(ids)) == len(ids) == 2


WHEN = dt.datetime(2022, 5, 20, 6, 40, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("empty", {"title": "Пусто", "text": "Потому", "url": "/n/", "label": "Начать"}, ["<h2>Пусто</h2>", 'href="/n/"']),
        ("empty", {"title": "Пусто"}, ['class="empty"']),
        ("pager", {"said": "Показано 1–30", "next": "?after=30"}, ['href="?after=30"', "Следующая страница"]),
        ("kpi", {"label": "Подтверждено", "value": 17, "of": 42, "note": "40 %", "url": "/l/"}, ["из 42", '<a href="/l/"']),
        ("kpi", {"label": "Всего", "value": 5}, ["<div"]),
        ("crumbs", {"up1": "Карты", "up1_url": "/m/", "here": "Мера"}, ['aria-current="page">Мера']),
        ("drop", {"name": "f", "id": "id_f", "words": "до 20 МБ", "limit": 20}, ['data-limit="20"', "hidden"]),
        ("drop", {"name": "f", "id": "id_f", "errors": ["Файл пуст."]}, ["Файл пуст.", "field err"]),
        ("note", {"level": "error", "text": "Нет"}, ['role="alert"', "note da"]),
        ("note", {"level": "success", "text": "Да"}, ['role="status"', "note ok"]),
        ("problem", {"reason": "Закрыто", "who": "Откроет куратор."}, ["Закрыто", "Откроет куратор."]),
        ("timeline", {"items": [{"what": "Создано", "when": WHEN, "who": "Куратор 1"}]}, ["20.05.2022, 09:40"]),
        ("timeline", {"items": [{"what": "Создано", "when": WHEN.date()}]}, ["20.05.2022</time>"]),
        ("steps", {"steps": [{"title": "А", "state": "done"}, {"title": "Б", "state": "current"}]}, ['class="done"', 'aria-current="step"']),
        ("thread", {"comments": [SimpleNamespace(pk=7, author="Куратор", when=WHEN, text="<i>", replies=[])]}, ['id="comment-7"', "&lt;i&gt;"]),
        ("copy", {"url": "/m/1/"}, ['data-copy="/m/1/"']),
        ("progress", {"url": "/p/", "done": 3, "total": 9, "words": "Читаем"}, ['hx-get="/p/"', "3\u00a0из\u00a09"]),
        ("typed", {"typed": [{"label": "Причина", "text": "Нет даты"}]}, ["Нет даты</textarea>"]),
    ],
)  # fmt: skip
def test_parts_with_templates(name: str, context: dict[str, object], expected: list[str]) -> None:
    drawn = render_to_string(f"ui/{name}.html", context)
    for words in expected:
        assert words in drawn


def test_icons_come_from_the_sprite_and_all_exist() -> None:
    assert (
        ui.icon("check") == '<svg class="i" aria-hidden="true"><use href="/static/icons.svg#i-check"/></svg>'
    )
    assert 'role="img" aria-label="Веха"' in ui.icon("flag", "Веха")
