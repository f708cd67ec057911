"""The history: scoped, filtered, in words, whole when taken away."""

import csv
import io

from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.audit.kinds import all_kinds
from medk.audit.models import AuditEntry
from medk.audit.recording import SYSTEM, record
from medk.orgs.actions.tree import describe_organisation, rename_organisation
from medk.orgs.queries.history import has_history, lines_of
from medk.orgs.queries.history_words import DETAIL_LABELS, HIDDEN
from tests.ceilings import assert_queries_at_most
from tests.orgs.reading import text_of


def sign_in(client, district, who):
    client.force_login(district.users[who])
    return client


def test_what_changed_is_told_with_both_values(district):
    describe_organisation(district.school, {"phone": "1"}, by=SYSTEM, codes={"inn": "0001000010"})
    lines = lines_of(AuditEntry.objects.about(district.school).first())
    assert [(line.label, line.before, line.after) for line in lines] == [
        ("ИНН", "", "0001000010"), ("телефон", "", "1"),
    ]  # fmt: skip
    rename_organisation(district.school, "Лицей", by=SYSTEM, act="№ 4")
    lines = lines_of(AuditEntry.objects.about(district.school).first())
    assert [(line.label, line.after) for line in lines] == [
        ("наименование", "Лицей"), ("дата", "20.05.2022"), ("приказ", "№ 4"),
    ]  # fmt: skip


def test_entries_are_seen_within_the_territory_only(client, district):
    describe_organisation(district.school, {"phone": "1"}, by=SYSTEM)
    describe_organisation(district.far_school, {"phone": "2"}, by=SYSTEM)

    def objects(who):
        rows = sign_in(client, district, who).get("/audit/").context["page"].rows
        return {row.object_label for row in rows}

    both = {"Школа № 1 Лугового округа", "Школа № 7 Степного района"}
    assert objects("regional") == both
    assert objects("municipal") == {"Школа № 1 Лугового округа"}
    assert objects("stranger") == set()


def test_entries_of_no_organisation_are_the_administrators(client, district):
    record("person.created", district.users["head"].person, by=SYSTEM, name="Х", position="")
    assert "Человек заведён" in text_of(sign_in(client, district, "administrator").get("/audit/"))
    assert len(sign_in(client, district, "regional").get("/audit/").context["page"].rows) == 0


def test_the_filter_narrows_by_what_who_when_and_where(client, district, clock):
    describe_organisation(district.school, {"phone": "1"}, by=district.users["head"])
    clock.set(district.cycle.ends_on)
    describe_organisation(district.far_school, {"phone": "2"}, by=SYSTEM)
    sign_in(client, district, "administrator")

    def found(**query):
        return [row.object_label for row in client.get("/audit/", query).context["page"].rows]

    first, second = ["Школа № 1 Лугового округа"], ["Школа № 7 Степного района"]
    assert found() == second + first
    assert found(who="директор") == first
    assert found(what="СТЕПНОГО") == second
    assert found(until="2022-05-20") == first
    assert found(since="2022-05-21") == second
    assert found(**{"in": district.municipality.pk}) == first
    assert found(kind="organisation.renamed") == []


def many(district, number):
    for turn in range(number):
        describe_organisation(district.school, {"phone": str(turn)}, by=SYSTEM)


def test_long_history_is_paged_by_key_within_twenty_queries(client, district):
    many(district, 120)
    sign_in(client, district, "municipal")
    address, seen = "/audit/", []
    while address:
        assert_queries_at_most(client, [address])
        context = client.get(address).context
        seen += [row.pk for row in context["page"].rows]
        address = context["next"] and "/audit/" + context["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 120


def test_the_tables_taken_away_hold_every_entry(client, district):
    many(district, 60)
    sign_in(client, district, "municipal")
    text = b"".join(client.get("/audit/export/csv/").streaming_content).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) > 1]
    assert len(rows) == 61
    assert "Строк: 60" in text
    taken = b"".join(client.get("/audit/export/xlsx/").streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken)).get_sheet_by_index(0).to_python()
    assert sheet[0][1] == "Событие"
    assert sum(row[1] == "сведения об организации изменены" for row in sheet) == 60


def test_the_history_of_an_object_comes_as_a_page_and_as_a_fragment(client, district):
    describe_organisation(district.school, {"phone": "77"}, by=district.users["head"])
    sign_in(client, district, "municipal")
    address = reverse("orgs:history", args=["orgs.organisation", district.school.pk])
    assert "<html" in client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "<ins>77</ins>" in fragment


def test_a_damaged_filter_is_answered_with_words(client, district):
    page = sign_in(client, district, "regional").get("/audit/", {"since": "вчера", "in": "9" * 30})
    assert "не понят" in text_of(page)


def test_every_detail_that_is_shown_has_a_russian_name():
    keys = {key for kind in all_kinds() for key in kind.details} - {"changes"} - HIDDEN
    missing = sorted(keys - DETAIL_LABELS.keys())
    assert not missing, f"add names to orgs/queries/history_words.py for {missing}"


def test_a_move_is_told_by_the_labels_of_its_states(district):
    entry = AuditEntry(
        kind="workflow.moved",
        object_type="orgs.invitation",
        details={
            "move": "accept",
            "source": "sent",
            "target": "accepted",
            "reason": "ждали",
            "transition": "x",
        },
    )
    assert [(line.label, line.before, line.after) for line in lines_of(entry)] == [
        ("состояние", "отправлено", "принято"), ("причина", None, "ждали"),
    ]  # fmt: skip


def test_only_objects_with_a_history_of_their_own_are_linked():
    """A file or a comment has no history page: its entry names it without a dead link."""
    assert has_history("orgs.organisation")
    assert has_history("plans.roadmap")
    assert not has_history("files.storedfile")
    assert not has_history("discussions.comment")
