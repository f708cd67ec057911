"""Comments: who may speak, who hears of it, how conversations are shown."""

import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.discussions.actions import add_comment
from medk.discussions.models import Comment
from medk.discussions.queries import PAGE, thread_of
from medk.kernel.refusals import NotAllowed, Refused
from medk.notices.models import Notice
from medk.orgs.models import Appointment
from medk.orgs.roles import Role
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import AppointmentFactory
from tests.world import District


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cycles are open to discussion in these tests."""
    monkeypatch.setitem(apps.get_app_config("discussions").audiences, "cycles.cycle", lambda cycle: [])


def say(district: District, who: str, text: str = "Протоколы без даты принимать?", **more: object) -> Comment:
    """A comment on the cycle, which the whole region sees."""
    return add_comment(district.cycle, text=text, by=district.users[who], **more)


def told() -> set[str]:
    """Who has a notice."""
    return {str(notice.recipient) for notice in Notice.objects.select_related("recipient__person")}


def test_a_comment_is_kept_with_position_and_recorded(district: District) -> None:
    comment = say(district, "curator", " Протоколы\r\nбез даты? ")
    assert comment.text == "Протоколы\nбез даты?"
    assert comment.author_position == "Куратор, Школа № 1 Лугового округа"
    entry = AuditEntry.objects.about(comment).get()
    assert (entry.kind, entry.details["about"]) == ("comment.added", f"cycles.cycle:{district.cycle.pk}")
    assert entry.organisation_id == district.region.pk


def test_the_position_nearest_to_the_subject_is_shown(district: District) -> None:
    person = district.users["curator"].person
    AppointmentFactory(person=person, organisation=district.region, role=Role.REGIONAL_OPERATOR)
    assert say(district, "curator").author_position == "Региональный оператор, Приозёрная область"
    Appointment.objects.filter(person=person).update(ended_on="2022-05-19")
    with pytest.raises(NotAllowed):
        say(district, "curator")


@pytest.mark.parametrize("text", ["", "  \n ", "я" * 4001])
def test_empty_and_endless_texts_are_refused(district: District, text: str) -> None:
    with pytest.raises(Refused):
        say(district, "head", text)
    assert not Comment.objects.exists()


def test_strangers_cannot_speak(district: District) -> None:
    with pytest.raises(NotAllowed):
        say(district, "stranger")


def test_a_reply_to_a_reply_stays_in_the_conversation(district: District) -> None:
    first = say(district, "head")
    reply = say(district, "municipal", parent=first)
    second = say(district, "head", parent=reply)
    assert second.parent == first
    other = Comment.objects.create(
        subject_type="cycles.cycle",
        subject_id=district.cycle.pk + 1,
        author=district.users["head"],
        author_position="",
        text="о другом",
        created_at=first.created_at,
    )
    with pytest.raises(Refused, match="в другом месте"):
        say(district, "head", parent=other)


def test_partners_and_the_audience_hear_of_it_but_not_the_author(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = apps.get_app_config("discussions")
    monkeypatch.setitem(config.audiences, "cycles.cycle", lambda cycle: [district.users["regional"]])
    first = say(district, "head")
    assert told() == {"Региональный координатор"}
    say(district, "municipal", parent=first)
    assert told() == {"Региональный координатор", "Директор школы"}
    say(district, "head", parent=first)
    assert told() == {"Региональный координатор", "Директор школы", "Муниципальный координатор"}
    assert Notice.objects.filter(recipient=district.users["head"]).count() == 1
    notice = Notice.objects.filter(recipient=district.users["head"]).get()
    assert notice.text.startswith("Муниципальный координатор, Луговой округ: комментарий к «Цикл 2022 года»")


def test_a_partner_who_sees_the_subject_no_more_is_not_told(district: District) -> None:
    first = say(district, "head")
    Appointment.objects.filter(person=district.users["head"].person).update(ended_on="2022-05-19")
    say(district, "municipal", parent=first)
    assert not Notice.objects.exists()


def test_a_thread_is_told_in_order_and_page_by_page(district: District) -> None:
    tops = [say(district, "head", f"Вопрос {number}") for number in range(PAGE + 5)]
    say(district, "municipal", "Ответ", parent=tops[-1])
    thread = thread_of(district.users["head"], district.cycle)
    assert [talk.comment.pk for talk in thread.talks] == [top.pk for top in tops[5:]]
    assert [reply.text for reply in thread.talks[-1].replies] == ["Ответ"]
    earlier = thread_of(district.users["head"], district.cycle, before=thread.earlier)
    assert [talk.comment.pk for talk in earlier.talks] == [top.pk for top in tops[:5]]
    assert earlier.earlier is None


def test_a_reply_to_an_early_question_is_with_it(district: District) -> None:
    tops = [say(district, "head", f"Вопрос {number}") for number in range(PAGE + 1)]
    say(district, "municipal", "Поздний ответ", parent=tops[0])
    thread = thread_of(district.users["head"], district.cycle)
    assert all(not talk.replies for talk in thread.talks)
    [first] = thread_of(district.users["head"], district.cycle, before=thread.earlier).talks
    assert [reply.text for reply in first.replies] == ["Поздний ответ"]


def test_nothing_is_out_of_reach_in_an_endless_discussion(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medk.discussions.queries.READ", 20)
    first = say(district, "head", "Первый вопрос")
    for number in range(30):
        say(district, "municipal", f"Ответ {number}", parent=first)
    [talk] = thread_of(district.users["head"], district.cycle).talks
    assert talk.comment.text == "Первый вопрос"
    assert [reply.text for reply in talk.replies] == [f"Ответ {number}" for number in range(30)]


def test_a_thread_takes_one_query(district: District, django_assert_num_queries: object) -> None:
    say(district, "municipal", "Ответ", parent=say(district, "head"))
    with django_assert_num_queries(1):
        assert thread_of(district.users["head"], district.cycle).talks[0].replies
    with django_assert_num_queries(1):
        assert thread_of(district.users["stranger"], district.cycle) is None


def test_a_narrower_sight_hides_the_discussion(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    say(district, "regional")
    sights = apps.get_app_config("orgs").sights
    monkeypatch.setitem(sights, "cycles.cycle", lambda user: type(district.cycle).objects.none())
    assert thread_of(district.users["head"], district.cycle) is None
    assert _drawn(district, district.users["head"]).strip() == ""


def _drawn(district: District, user: User) -> str:
    request = RequestFactory().get("/cycles/7/?a=1")
    request.user = user
    tag = Template("{% load discussions %}{% thread subject %}")
    return tag.render(Context({"request": request, "subject": district.cycle, "csrf_token": "token-of-form"}))


def test_what_nobody_opened_is_not_discussed(district: District) -> None:
    with pytest.raises(NotAllowed):
        add_comment(district.school, text="Вопрос", by=district.users["head"])
    request = RequestFactory().get("/")
    request.user = district.users["head"]
    tag = Template("{% load discussions %}{% thread subject %}")
    with pytest.raises(LookupError, match="register its audience"):
        tag.render(Context({"request": request, "subject": district.school}))


def test_the_tag_draws_thread_and_form(district: District) -> None:
    say(district, "regional", "<script>alert(1)</script>")
    page = _drawn(district, district.users["head"])
    assert "&lt;script&gt;" in page
    assert "token-of-form" in page
    assert 'name="next" value="/cycles/7/?a=1"' in page


def test_a_plain_post_returns_to_the_page_it_came_from(client: Client, district: District) -> None:
    client.force_login(district.users["head"])
    address = reverse("discussions:add", args=["cycles.cycle", district.cycle.pk])
    response = client.post(address, {"text": "Вопрос", "next": "/notices/"})
    assert response["Location"] == f"/notices/#comment-{Comment.objects.get().pk}"
    away = client.post(address, {"text": "Вопрос", "next": "https://other.test/"})
    assert away["Location"].startswith(
        reverse("discussions:thread", args=["cycles.cycle", district.cycle.pk])
    )


def test_a_fragment_answers_with_the_thread(client: Client, district: District) -> None:
    client.force_login(district.users["head"])
    address = reverse("discussions:add", args=["cycles.cycle", district.cycle.pk])
    response = client.post(address, {"text": "Вопрос о сроках"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Вопрос о сроках" in page
    assert "<html" not in page


def test_a_refused_comment_gives_the_text_back(client: Client, district: District) -> None:
    client.force_login(district.users["head"])
    address = reverse("discussions:add", args=["cycles.cycle", district.cycle.pk])
    response = client.post(address, {"text": "длинный текст " * 400})
    assert response.status_code == 409
    assert "длинный текст длинный текст" in response.content.decode()


def test_the_page_of_a_discussion_stays_within_the_ceiling(client: Client, district: District) -> None:
    for number in range(40):
        say(district, "municipal", "Ответ", parent=say(district, "head", f"Вопрос {number}"))
    client.force_login(district.users["head"])
    address = reverse("discussions:thread", args=["cycles.cycle", district.cycle.pk])
    assert_queries_at_most(client, [address, f"{address}?before=1", f"{address}?before=x"], limit=8)
