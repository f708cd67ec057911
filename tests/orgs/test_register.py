"""A register from the file to the tree: whole or not at all, unseen until complete."""

import hashlib
import io
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from medk.audit.models import AuditEntry
from medk.audit.recording import SYSTEM
from medk.kernel import jobs
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.actions import registers
from medk.orgs.actions.links import tree_problems
from medk.orgs.actions.tree import create_organisation, set_code
from medk.orgs.importers.register import read_register
from medk.orgs.models import ExternalCode, Organisation, RegisterImport
from medk.orgs.models import OrganisationKind as Kind
from tests.ceilings import assert_queries_at_most
from tests.orgs.reading import text_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "registers"
Status = RegisterImport.Status


def sample(name):
    return (SAMPLES / name).read_bytes()


def checked(district, name="schools.csv", *, content=None, who="regional", place="region"):
    data = sample(name) if content is None else content
    organisation = getattr(district, place)
    lines = read_register(name, data, needs_municipality=organisation.kind == Kind.REGION)
    return registers.check_register(
        organisation, lines, filename=name, by=district.users[who], sha256=hashlib.sha256(data).hexdigest()
    )


def table(*rows, heads="Код;Наименование;Муниципалитет;Телефон"):
    return "\n".join([heads, *rows]).encode()


def fill(rows):
    return table(*(f"N-{n};Школа {n};Луговой округ;{n}" for n in range(rows)))


def apply(district, register, **kwargs):
    registers.apply_register(register, by=district.users["regional"], **kwargs)
    register.refresh_from_db()


@pytest.mark.parametrize("name", ["schools.csv", "schools.xlsx"])
def test_the_sample_is_read_the_same_from_both_kinds_of_file(name):
    lines = read_register(name, sample(name), needs_municipality=True)
    assert (len(lines), lines[0].number, lines[29].number) == (30, 2, 31)
    assert lines[0].cells["code"] == "KL-01"
    assert lines == read_register("schools.csv", sample("schools.csv"), needs_municipality=True)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("cp1251", ";"), ("utf-8-sig", "\t"), ("utf-16", "\t"), ("cp1251", ",")],
)
def test_encodings_and_delimiters_of_offices_are_read(encoding, delimiter):
    text = f"Реестр школ\n\n{delimiter.join(['Код', 'Наименование', 'МО'])}\n{delimiter.join(['А-1', 'Школа', 'Район'])}\n"
    lines = read_register("r.csv", text.encode(encoding), needs_municipality=True)
    assert [(row.number, row.cells["municipality"]) for row in lines] == [(4, "Район")]


def book(rows, *, title_rows=0):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        made.add_worksheet("Пояснение").write_string(0, 0, "Читайте второй лист")
        sheet = made.add_worksheet("Реестр")
        for place, row in enumerate(rows, title_rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, cell)
    return held.getvalue()


def test_numbers_stay_numbers_and_rows_keep_their_place_in_a_workbook():
    content = book([["Код", "Наименование", "ИНН"], [12, "Школа", 1234567894]], title_rows=3)
    lines = read_register("r.xlsx", content, needs_municipality=False)
    assert [(row.number, row.cells["code"], row.cells["inn"]) for row in lines] == [(5, "12", "1234567894")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.csv", b"", "пустой"),
        ("r.csv", b"  \n ", "пустой"),
        ("r.csv", bytes(range(256)) * 20, "кодировку"),
        ("r.xlsx", b"PK\x03\x04 broken", "не открывается"),
        ("r.xlsx", b"MZ\x90\x00 this is a program", "не открывается"),
        ("r.exe", b"MZ", "не таблица"),
        ("r.csv", "просто текст\nещё строка".encode(), "названиями столбцов"),
        ("r.csv", "Код;Наименование;Муниципалитет\n;;\n".encode(), "нет ни одной школы"),
        ("r.csv", b"x" * (21 * 1024 * 1024), "можно до 20 МБ"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_words(name, content, words):
    with pytest.raises(Refused, match=words):
        read_register(name, content, needs_municipality=True)


def test_a_missing_column_is_named(district):
    with pytest.raises(Refused, match="«Муниципалитет»"):
        checked(district, "broken.csv")
    assert not RegisterImport.objects.exists()


def test_checking_changes_nothing_and_reports_by_row(district):
    before = Organisation.objects.count()
    register = checked(district, "duplicate-codes.csv")
    assert Organisation.objects.count() == before
    assert register.status == Status.REFUSED
    errors = [(note["row"], note["column"]) for note in register.findings if note["level"] == "error"]
    assert errors == [(5, "Код"), (8, "Код"), (9, "Электронная почта"), (10, "Электронная почта")]
    assert (7, "Муниципалитет") in {
        (note["row"], note["column"]) for note in register.findings if note["level"] == "ask"
    }
    with pytest.raises(Refused):
        registers.apply_register(register, by=district.users["regional"], make_municipalities=True)


def test_the_sample_is_applied_whole_and_then_changes_nothing(district):
    register = checked(district)
    assert (register.status, register.created_count) == (Status.CHECKED, 30)
    with pytest.raises(Refused, match="Разрешите их завести"):
        apply(district, register)
    apply(district, register, make_municipalities=True)
    assert (register.status, register.done_count) == (Status.APPLIED, 30)
    school = Organisation.objects.get(codes__code="KL-01")
    names = [row.name for row in Organisation.objects.above(school)]
    assert names[1:] == ["городской округ Краснолесье", "Приозёрная область", "Федерация"]
    assert (school.email, school.short_name) == ("director.kl01@example.org", "СОШ № 1")
    assert tree_problems() == []
    assert Organisation.objects.visible_to(district.users["regional"]).filter(pk=school.pk).exists()
    again = checked(district, "schools.xlsx")
    assert (again.created_count, again.changed_count, again.same_count) == (0, 0, 30)
    assert AuditEntry.objects.filter(kind="register.applied").get().details["created"] == 30


def test_known_schools_change_with_the_past_kept(district):
    set_code(district.school, "register", code="L-1", on=district.cycle.starts_on)
    rows = table("l-1;Лицей № 1;Степной район;55", ";;;", "L-2;Школа № 2 Лугового округа;Луговой округ;66")
    register = checked(district, "r.csv", content=rows)
    assert (register.created_count, register.changed_count) == (0, 2)
    apply(district, register)
    school = Organisation.objects.get(pk=district.school.pk)
    assert (school.name, school.phone, school.parent) == ("Лицей № 1", "55", district.other_municipality)
    assert school.version > district.school.version
    assert "Школа № 1 Лугового округа" in school.aliases.values_list("name", flat=True)
    assert school.memberships.count() == 2
    neighbour = ExternalCode.objects.get(code="L-2", valid_to=None)
    assert (neighbour.organisation, neighbour.territory) == (district.neighbour_school, district.region)
    entry = AuditEntry.objects.filter(kind="organisation.changed", object_id=school.pk).get()
    assert entry.details["changes"]["phone"] == ["", "55"]
    assert tree_problems() == []


def test_only_those_who_shape_the_region_load_registers(district):
    for who in ("municipal", "head", "observer", "stranger", "curator"):
        with pytest.raises(NotAllowed):
            checked(district, who=who)
    register = checked(district, who="operator")
    with pytest.raises(NotAllowed):
        registers.apply_register(register, by=district.users["municipal"], make_municipalities=True)
    assert not Organisation.objects.filter(name__contains="Краснолесье").exists()


def test_a_killed_run_goes_on_where_it_stopped_and_nobody_saw_the_half(district, monkeypatch):
    monkeypatch.setattr(registers, "CHUNK", 40)
    monkeypatch.setattr(registers, "AT_ONCE", 0)
    real, steps = registers._next_chunk, []

    def dies_at_the_third(number, creates):
        steps.append(number)
        if len(steps) == 3:
            raise KeyboardInterrupt
        return real(number, creates)

    register = checked(district, "r.csv", content=fill(100))
    monkeypatch.setattr(jobs, "enqueue", lambda name, **arguments: None)
    apply(district, register)
    monkeypatch.setattr(registers, "_next_chunk", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        registers.continue_register(register.pk)
    register.refresh_from_db()
    assert (register.status, register.done_count) == (Status.APPLYING, 80)
    staged = Organisation.objects.filter(name__startswith="Школа ", codes__code__startswith="N-")
    assert staged.count() == 80
    for user in district.users.values():
        assert not Organisation.objects.visible_to(user).filter(pk__in=staged.values("pk")).exists()
    assert tree_problems() == []
    second = checked(district, "r2.csv", content=table("Z;Школа Я;Луговой округ;1"))
    with pytest.raises(Refused, match="другой реестр"):
        apply(district, second)
    monkeypatch.setattr(registers, "_next_chunk", real)
    registers.continue_register(register.pk)
    registers.continue_register(register.pk)
    register.refresh_from_db()
    assert (register.status, register.done_count, staged.count()) == (Status.APPLIED, 100, 100)
    seen = Organisation.objects.visible_to(district.users["municipal"])
    assert seen.filter(pk__in=staged.values("pk")).count() == 100
    assert tree_problems() == []


def test_a_code_taken_since_the_check_stops_the_register(district):
    register = checked(district, "r.csv", content=fill(3))
    create_organisation(
        Kind.SCHOOL, "Иная", parent=district.municipality, by=SYSTEM, codes={"register": "N-1"}
    )
    with pytest.raises(Refused, match="N-1"):
        apply(district, register)
    register.refresh_from_db()
    assert register.status == Status.CHECKED
    assert not Organisation.objects.filter(name="Школа 0").exists()


def test_a_discarded_register_is_not_applied(district):
    register = checked(district, "r.csv", content=fill(3))
    registers.discard_register(register, by=district.users["regional"])
    register.refresh_from_db()
    with pytest.raises(Refused):
        apply(district, register)


def send(client, district, content, name="r.csv", place="region"):
    address = reverse("orgs:register-list", args=[getattr(district, place).pk])
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_the_whole_way_by_pages(client, district):
    client.force_login(district.users["regional"])
    opened = client.get(reverse("orgs:register-list", args=[district.region.pk]))
    assert "Выберите файл" not in text_of(opened)
    assert "Выберите файл" in text_of(client.post(reverse("orgs:register-list", args=[district.region.pk])))
    assert "«Муниципалитет»" in text_of(send(client, district, sample("broken.csv")))
    page = send(client, district, sample("duplicate-codes.csv"))
    assert "уже есть в строке 3" in text_of(page)
    assert "Пока ничего не загружено" in text_of(page)
    page = send(client, district, sample("schools.xlsx"), "schools.xlsx")
    assert "Завести новые муниципалитеты" in text_of(page)
    register = RegisterImport.objects.first()
    address = reverse("orgs:register-apply", args=[register.pk])
    assert "Разрешите их завести" in text_of(client.post(address, follow=True))
    assert "Реестр загружен" in text_of(client.post(address, {"make": "1"}, follow=True))
    fragment = client.get(reverse("orgs:register-detail", args=[register.pk]), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    page = send(client, district, sample("schools.xlsx"), "schools.xlsx")
    assert "менять нечего" in text_of(page)
    assert "уже загружали" in text_of(page)


def test_what_was_taken_away_can_be_brought_back(client, district):
    client.force_login(district.users["regional"])
    for code, school in (
        ("+7", district.school),
        ("B", district.far_school),
        ("C", district.neighbour_school),
    ):
        set_code(school, "register", code=code, on=district.cycle.starts_on)
    taken = b"".join(client.get("/organisations/export/csv/?kind=school").streaming_content)
    register = checked(district, "r.csv", content=taken)
    assert (register.findings, register.same_count) == ([], 3)


def test_the_report_is_paged_and_taken_away_whole(client, district):
    client.force_login(district.users["regional"])
    rows = [f"N-{n};Школа {n};Луговой округ;{'1' * 70}" for n in range(130)]
    page = send(client, district, table(*rows))
    assert len(page.context["findings"]) == 100
    register = page.context["register"]
    address = reverse("orgs:register-detail", args=[register.pk])
    assert len(client.get(address, {"from": 100}).context["findings"]) == 30
    assert_queries_at_most(client, [address, reverse("orgs:register-list", args=[district.region.pk])])
    taken = client.get(reverse("orgs:register-findings", args=[register.pk]))
    assert b"".join(taken.streaming_content).startswith(b"PK")


def test_a_thousand_rows_go_through_the_worker(client, district):
    client.force_login(district.users["regional"])
    page = send(client, district, fill(1000))
    register = page.context["register"]
    client.post(reverse("orgs:register-apply", args=[register.pk]))
    register.refresh_from_db()
    assert register.status == Status.APPLIED
    assert Organisation.objects.below(district.municipality).count() == 1003
