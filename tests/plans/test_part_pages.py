"""The page of one part: reporting, checking, refusals that keep what was typed."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.audit.models import AuditEntry
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.models import Evidence, Execution, Pause
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import appoint
from tests.files.uploads import PDF, PROGRAM, upload
from tests.plans.scenes import approved_measure, part, school_part

pytestmark = pytest.mark.django_db
TODAY = "2022-05-20"


@pytest.fixture
def schools(district):
    return approved_measure(district, population="school", due_on=dt.date(2022, 5, 31), title="Отчёт школы")


@pytest.fixture
def address(schools, district):
    return reverse("plans:part", args=[schools.pk, f"-o{district.school.pk}-"])


def get(client, user, address):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def post(client, user, address, **data):
    client.force_login(user)
    return client.post(address, data)


def stored(schools, district):
    return Execution.objects.get(measure=schools, unit_organisation=district.school)


def test_a_principal_sees_one_primary_button_and_who_will_check(address, district, client):
    text = get(client, district.users["head"], address)
    assert text.count("btn pri") == 1
    assert "Отправить на проверку" in text
    assert f"Проверит муниципальный координатор, {district.municipality}" in text
    assert "осталось 11" in text


def test_a_report_with_a_file_goes_for_confirmation(schools, address, district, client):
    response = post(
        client, district.users["head"], address,
        do="submit", note="Отчёт собран", happened_on="2022-05-17", version="1", files=upload(PDF, "otchet.pdf"),
    )  # fmt: skip
    assert response.status_code == 302
    row = stored(schools, district)
    assert (row.status, row.done_on, row.note) == ("submitted", dt.date(2022, 5, 17), "Отчёт собран")
    assert [proof.file.name for proof in row.evidence.all()] == ["otchet.pdf"]
    kinds = set(AuditEntry.objects.filter(object_id=row.pk).values_list("kind", flat=True))
    assert {"plans.evidence_added", "plans.execution_noted", "workflow.moved"} <= kinds


def test_several_files_at_once_and_a_bad_one_is_named_while_the_rest_is_kept(
    schools, address, district, client
):
    bad = upload(PROGRAM, "setup.exe")
    client.force_login(district.users["head"])
    response = client.post(
        address,
        {"do": "submit", "note": "Отчёт собран", "happened_on": "2022-05-17", "version": "1",
         "files": [upload(PDF, "otchet.pdf"), bad]},
    )  # fmt: skip
    text = response.content.decode()
    assert response.status_code == 200
    assert "setup.exe" in text
    assert "программа" in text
    assert "Отчёт собран" in text
    assert 'value="2022-05-17"' in text
    row = stored(schools, district)
    assert (row.status, row.note, row.evidence.count()) == ("planned", "Отчёт собран", 1)


def test_a_day_of_tomorrow_is_refused_and_the_words_and_the_day_stay(schools, address, district, client):
    response = post(
        client,
        district.users["head"],
        address,
        do="submit",
        note="Готово",
        happened_on="2022-05-21",
        version="1",
    )
    text = response.content.decode()
    assert "ещё не наступила" in text
    assert "Готово" in text
    assert 'value="2022-05-21"' in text
    assert stored(schools, district).status == "planned"


def test_a_day_that_is_no_day_is_refused_before_anything_is_stored(schools, address, district, client):
    response = post(
        client, district.users["head"], address, do="submit", note="Готово", happened_on="32.05", version="1"
    )
    assert "Введите день так" in response.content.decode()
    assert not Execution.objects.filter(measure=schools).exists()


def test_nothing_is_sent_without_any_proof(address, district, client):
    response = post(
        client, district.users["head"], address, do="submit", note=" ", happened_on=TODAY, version="1"
    )
    assert "Приложите подтверждение" in response.content.decode()


def test_a_link_that_is_no_address_is_refused_and_kept_in_its_field(schools, address, district, client):
    response = post(
        client, district.users["head"], address,
        do="save", note="Готово", happened_on=TODAY, version="1", link="школа.рф",
    )  # fmt: skip
    text = response.content.decode()
    assert "https://" in text
    assert 'value="школа.рф"' in text


def test_a_draft_is_kept_while_it_is_typed_and_says_its_version(schools, address, district, client):
    response = post(client, district.users["head"], f"{address}note/", note="Собираем", version="1")
    text = response.content.decode()
    assert "Черновик сохранён в" in text
    assert 'value="2"' in text
    assert stored(schools, district).note == "Собираем"


def test_two_who_type_at_once_see_both_texts(schools, address, district, client):
    row = school_part(schools, district.school)
    act.save_note(row, by=district.users["staff"], note="Текст сотрудника", version=1)
    response = post(
        client,
        district.users["head"],
        address,
        do="save",
        note="Текст директора",
        happened_on=TODAY,
        version="1",
    )
    text = response.content.decode()
    assert "Текст сотрудника" in text
    assert "Текст директора" in text
    assert stored(schools, district).note == "Текст сотрудника"
    again = post(
        client, district.users["head"], address, do="save", note="Общий текст", happened_on=TODAY, version="2"
    )
    assert again.status_code == 302
    assert stored(schools, district).note == "Общий текст"


def test_words_typed_after_the_draft_saved_itself_are_no_conflict(schools, address, district, client):
    head = district.users["head"]
    post(client, head, f"{address}note/", note="Отчёт", version="1")
    response = post(client, head, address, do="submit", note="Отчёт собран", happened_on=TODAY, version="1")
    assert response.status_code == 302
    assert stored(schools, district).note == "Отчёт собран"


def submitted(schools, district):
    return act.submit(school_part(schools, district.school), by=district.users["head"], note="Готово")


def test_the_coordinator_confirms_with_a_day_of_her_own(schools, address, district, client):
    row = submitted(schools, district)
    text = get(client, district.users["municipal"], address)
    assert text.count("btn pri") == 1
    response = post(
        client,
        district.users["municipal"],
        address,
        do="confirm",
        happened_on=TODAY,
        version=str(row.version),
    )
    assert response.status_code == 302
    assert stored(schools, district).status == "confirmed"


def test_a_return_without_a_reason_is_refused_and_with_one_is_shown_first(schools, address, district, client):
    row = submitted(schools, district)
    municipal = district.users["municipal"]
    refused = post(
        client,
        municipal,
        address,
        do="return",
        reason=" ",
        happened_on="2022-05-19",
        version=str(row.version),
    )
    text = refused.content.decode()
    assert "укажите причину" in text
    assert 'value="2022-05-19"' in text
    post(client, municipal, address, do="return", reason="Нет подписи", version=str(row.version))
    assert "Возвращено: Нет подписи" in get(client, district.users["head"], address)


def test_what_changed_meanwhile_is_not_confirmed_unseen(schools, address, district, client):
    row = submitted(schools, district)
    seen = row.version
    act.withdraw(row, by=district.users["head"], fact=act.Fact(reason="Не тот файл"))
    act.submit(stored(schools, district), by=district.users["head"], note="Другой текст")
    response = post(client, district.users["municipal"], address, do="confirm", version=str(seen))
    text = response.content.decode()
    assert "изменил другой человек" in text
    assert "Другой текст" in text
    assert stored(schools, district).status == "submitted"


def test_the_reader_who_may_not_is_told_who_may(schools, address, district, client):
    submitted(schools, district)
    text = get(client, district.users["curator"], address)
    assert "btn pri" not in text
    assert f"Это делает муниципальный координатор, {district.municipality}" in text
    mine = get(client, district.users["head"], address)
    assert "Вы сами отправили это на проверку" in mine
    response = post(client, district.users["curator"], address, do="confirm")
    assert response.status_code == 403
    assert "Подтверждает муниципальный координатор" in response.content.decode()


def test_an_unknown_button_is_refused(address, district, client):
    response = post(client, district.users["head"], address, do="erase")
    assert "Такого действия здесь нет" in response.content.decode()


def test_both_dates_stand_in_the_history(schools, address, district, client):
    act.submit(
        school_part(schools, district.school), by=district.users["head"], note="Готово",
        fact=act.Fact(dt.date(2022, 4, 27)),
    )  # fmt: skip
    text = get(client, district.users["municipal"], address)
    assert "внесено" in text
    assert "20.05.2022" in text
    assert "произошло 27.04.2022" in text


def test_a_part_is_entrusted_to_a_colleague_and_taken_back(schools, address, district, client):
    staff = district.users["staff"].person
    post(client, district.users["head"], address, do="delegate", person=str(staff.pk))
    assert stored(schools, district).assignee == staff
    assert "Поручено" in get(client, district.users["staff"], address)
    post(client, district.users["head"], address, do="delegate", person="")
    assert stored(schools, district).assignee is None
    stranger = district.users["neighbour_head"].person
    refused = post(client, district.users["head"], address, do="delegate", person=str(stranger.pk))
    assert "своей организации" in refused.content.decode()


def test_a_proof_is_taken_off_until_it_is_sent(schools, address, district, client):
    head = district.users["head"]
    post(
        client,
        head,
        address,
        do="save",
        note="",
        happened_on=TODAY,
        version="1",
        files=upload(PDF, "otchet.pdf"),
    )
    proof = Evidence.objects.get()
    withdraw = reverse("plans:evidence-withdraw", args=[schools.pk, f"-o{district.school.pk}-", proof.uid])
    assert post(client, district.users["curator"], withdraw).status_code == 403
    assert post(client, head, withdraw).status_code == 302
    proof.refresh_from_db()
    assert proof.withdrawn_at is not None


def test_the_owner_pauses_one_part_and_nothing_is_sent_meanwhile(schools, address, district, client):
    response = post(
        client,
        district.users["regional"],
        address,
        do="pause",
        reason="Карантин",
        happened_on=TODAY,
        version="1",
    )
    assert response.status_code == 302
    assert Pause.objects.get().execution == stored(schools, district)
    text = get(client, district.users["head"], address)
    assert "Приостановлено" in text
    refused = post(
        client, district.users["head"], address, do="submit", note="Готово", happened_on=TODAY, version="1"
    )
    assert "приостановлено" in refused.content.decode()
    assert stored(schools, district).status == "planned"


def test_the_only_coordinator_marks_it_done_and_it_says_so(district, client):
    measure = approved_measure(district)
    address = reverse("plans:part", args=[measure.pk, "--"])
    text = get(client, district.users["regional"], address)
    assert "Отметить исполненным" in text
    assert "подтверждено исполнителем" in text
    bare = post(
        client, district.users["regional"], address, do="done", note="", happened_on=TODAY, version="1"
    )
    assert "Приложите подтверждение" in bare.content.decode()
    post(
        client,
        district.users["regional"],
        address,
        do="done",
        note="Приказ издан",
        happened_on="2022-05-12",
        version="1",
    )
    row = part(measure)
    assert (row.status, row.is_self_confirmed, row.done_on) == ("confirmed", True, dt.date(2022, 5, 12))


def test_a_way_back_leads_nowhere_else(schools, address, district, client):
    submitted(schools, district)
    version = str(stored(schools, district).version)
    response = post(
        client, district.users["municipal"], address,
        do="return", reason="Нет подписи", version=version, next="https://elsewhere.example/",
    )  # fmt: skip
    assert response["Location"] == address


def test_the_page_stays_within_the_ceiling(schools, address, district, client):
    blank = reverse("plans:part", args=[schools.pk, f"-o{district.far_school.pk}-"])
    row = submitted(schools, district)
    act.return_for_rework(row, by=district.users["municipal"], fact=act.Fact(reason="Нет подписи"))
    appoint(Role.MUNICIPAL_COORDINATOR, district.municipality)
    whole = reverse("plans:part", args=[approved_measure(district).pk, "--"])
    client.force_login(district.users["regional"])
    assert_queries_at_most(client, [address, blank, whole])
    for name in ("head", "municipal", "curator"):
        client.force_login(district.users[name])
        assert_queries_at_most(client, [address])


def test_a_schools_curator_is_no_colleague_of_its_head(schools, address, district, client):
    """The curator is appointed to the school, and checks what he would be entrusted with."""
    curator = district.users["curator"].person
    assert f'value="{curator.pk}"' not in get(client, district.users["head"], address)
    refused = post(client, district.users["head"], address, do="delegate", person=str(curator.pk))
    assert "своей организации" in refused.content.decode()
