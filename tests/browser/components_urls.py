"""The product's addresses and one page with every component, for `test_components`."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path
from django.utils import timezone

from medk.config.urls import urlpatterns as real
from medk.kernel.refusals import NotAllowed, Refused

PAGE = """{% extends "base.html" %}{% block title %}Части: МЭДК{% endblock title %}
{% block crumbs %}{% include "ui/crumbs.html" with up1="Дорожные карты" up1_url="/" here="Части" only %}{% endblock %}
{% block content %}
<div class="ph"><div><h1>Части</h1><p>Все части интерфейса на одной странице.</p></div><div class="acts">
{% ask "Вернуть" url="/t/refuse/" question="Вернуть на доработку?" reason="Что исправить" kind="bad" icon_name="return" %}<p>Исполнители получат причину.</p>{% endask %}
{% include "ui/copy.html" with url="/t/parts/" only %}<a class="btn pri" href="/">{% icon "check" %}Подтвердить</a></div></div>
<div class="split"><div>
<section><div class="sh"><h2>Состояния</h2></div><p class="acts">{% for state in states %}{% status state %} {% endfor %}{% status "overdue" days=68 %} <span class="stamp">Одобрено</span></p></section>
<section><div class="sh"><h2>Числа</h2></div><div class="kpis">{% for n in six %}{% include "ui/kpi.html" with label="Подтверждено" value=17 of=42 note="40 % на сегодня" url="/" bad=forloop.last only %}{% endfor %}</div>
<p>{% share 17 42 %}</p>{% coverage counts %}{% coverage_key counts %}</section>
<section><div class="sh"><h2>Таблица</h2><span>показано 2 из 2</span></div>
{% filters count=1 label="Отбор мероприятий" %}<div class="search"><label class="vh" for="q">Найти</label>{% icon "search" %}<input id="q" name="q" type="search" placeholder="Слова из мероприятия"></div><select class="inp" name="who" aria-label="Исполнитель"><option>Все исполнители</option></select><button class="btn">Отобрать</button><span class="push">Показано 2 из 2</span>{% endfilters %}
<div class="tw">{% cards %}<table class="tb cards wide"><caption class="vh">Мероприятия</caption><thead><tr><th scope="col">№</th><th scope="col">Мероприятие</th><th scope="col">Срок</th><th scope="col">Исполнитель</th><th scope="col">Ход</th><th scope="col">Состояние</th></tr></thead><tbody><tr class="grp"><th colspan="6" scope="rowgroup">Запуск проекта<span>1 из 2</span></th></tr>{% for n in two %}<tr><td class="num hide-s">1.{{ n }}</td><th scope="row" class="t"><a href="/">Утвердить перечень школ, кураторов и координаторов</a></th><td data-th="Срок">27.04–31.05.2022</td><td data-th="Исполнитель">Министерство</td><td data-th="Ход">{% share 1 2 %}</td><td class="s">{% status "submitted" %}</td></tr>{% endfor %}</tbody></table>{% endcards %}</div>
{% include "ui/pager.html" with said="Показано 1–2 из 2" previous="?before=1" next="?after=2" only %}</section>
<section><div class="sh"><h2>Форма</h2></div><form class="stack" id="plain" method="post" action="/t/save/">{% csrf_token %}{{ form }}{% include "ui/drop.html" with name="paper" id="id_paper" words="PDF, до 1 МБ" limit=1 only %}<button class="btn pri">Сохранить</button></form></section>
<section><div class="sh"><h2>Сообщения</h2></div>{% include "ui/note.html" with level="info" text="Редакция 3 вступила в силу." %}{% include "ui/note.html" with level="warning" text="Нет связи." %}{% include "ui/note.html" with level="error" text="Не удалось сохранить." title="Изменил другой" %}{% include "ui/empty.html" with icon="search" title="Ничего не нашлось" text="Снимите отбор." url="/" label="Снять отбор" %}</section>
<section><div class="sh"><h2>Ход</h2></div>{% include "ui/steps.html" %}</section>
</div><aside class="marg" aria-label="На полях"><section><h2>Замечания</h2>{% include "ui/thread.html" %}
<form class="stack mt4" id="talk" method="post" action="/t/talk/" hx-post="/t/talk/" hx-target="#said" hx-swap="innerHTML">{% csrf_token %}<div class="field"><label for="id_text">Ответить</label><textarea class="inp" id="id_text" name="text"></textarea></div><button class="btn sm">Отправить</button></form><div id="said"></div></section>
<section><h2>История</h2>{% include "ui/timeline.html" %}</section></aside></div>
{% endblock content %}"""


class Sample(forms.Form):
    """A form with something refused."""

    title = forms.CharField(label="Название", help_text="Как в приказе")
    note = forms.CharField(label="Примечание", widget=forms.Textarea, required=False)
    way = forms.ChoiceField(
        label="Способ", choices=[("a", "Очно"), ("b", "Дистанционно")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Согласовано", required=False)


def parts(request: HttpRequest) -> HttpResponse:
    """Every component."""
    when = timezone.now()
    context = {
        "states": ["confirmed", "submitted", "in_progress", "returned", "soon", "planned", "paused", "cancelled"],
        "counts": {"confirmed": 12, "submitted": 4, "in_progress": 6, "overdue": 3, "planned": 17},
        "six": range(6),
        "two": [1, 2],
        "form": Sample({"way": "a"}) if "refused" in request.GET else Sample(),
        "steps": [{"title": "Профиль", "note": "получен", "state": "done"}, {"title": "Меры", "note": "7 из 11", "state": "current"}, {"title": "Итог", "note": "до 15 декабря"}],
        "comments": [{"pk": 1, "author": "Куратор", "when": when, "text": "Протоколы без даты принимать?", "replies": [{"author": "Координатор", "when": when, "text": "Вернуть."}]}],
        "items": [{"what": "Одобрено", "when": when, "who": "куратор", "kind": "ok"}, {"what": "Создано", "when": when.date(), "who": "импорт"}],
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def save(request: HttpRequest) -> HttpResponse:
    """A plain form that is taken."""
    messages.success(request, "Сохранено.")
    return HttpResponseRedirect("/t/parts/")


def refuse(request: HttpRequest) -> HttpResponse:
    """A form that is refused by a rule."""
    raise Refused("Срок уже прошёл.", who="Продлить его может координатор.")


def talk(request: HttpRequest) -> HttpResponse:
    """A fragment: refused, forbidden, broken, or taken, by what is written."""
    text = request.POST["text"]
    if text == "refuse":
        raise Refused("Обсуждение закрыто.")
    if text == "forbid":
        raise NotAllowed("Пишут только участники.")
    if text == "break":
        return HttpResponse("поломка", status=500)
    messages.success(request, "Замечание отправлено.")
    return HttpResponse('<p data-say="Замечаний: 2">Принято</p>')


urlpatterns = [
    *real,
    path("t/parts/", parts),
    path("t/save/", save),
    path("t/refuse/", refuse),
    path("t/talk/", talk),
]
