"""Every list taken away: the filter, the date and the count are stated, and nothing is cut in silence."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.kernel import exports
from medk.kernel.exports import Column, Sheet, csv_lines, write_xlsx
from medk.kernel.refusals import Refused
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from tests.plans.scenes import approved_measure, school_part

ROWS = 20_000


def _sheet(rows):
    return Sheet(
        "Ведомость", (Column("Номер", lambda row: row), Column("Слово", lambda row: f"строка {row}")), rows
    )


def test_thousands_of_lines_keep_one_in_memory_and_end_with_their_count():
    alive = 0
    most = 0

    class Row(int):
        def __new__(cls, value):
            nonlocal alive, most
            alive += 1
            most = max(most, alive)
            return super().__new__(cls, value)

        def __del__(self):
            nonlocal alive
            alive -= 1

    lines = 0
    last = ""
    for line in csv_lines(_sheet(Row(n) for n in range(ROWS))):
        lines, last = lines + 1, line
    assert most < 10
    assert last == f"Строк: {ROWS}\r\n"
    assert lines == ROWS + 6


def test_a_list_that_breaks_has_no_count():
    def broken():
        yield 1
        raise RuntimeError("the database is gone")

    said = []
    with pytest.raises(RuntimeError):
        said.extend(csv_lines(_sheet(broken())))
    assert said
    assert "Строк" not in "".join(said)


def test_a_spreadsheet_is_refused_rather_than_cut(monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 10)
    assert write_xlsx(_sheet(range(10)), io.BytesIO()) == 10
    with pytest.raises(Refused, match="Возьмите CSV"):
        write_xlsx(_sheet(range(11)), io.BytesIO())


def _lists(district):
    """Address of each list with how many rows the regional coordinator must find in it."""
    measure = approved_measure(district, population="school", title="Отчёт")
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    road_map = measure.road_map
    return {
        reverse("plans:road-map-list"): {str(road_map.organisation)},
        reverse("plans:road-map-share", args=[road_map.pk]) + "?basis=whole": {"Отчёт"},
        reverse("plans:road-map-journal", args=[road_map.pk]): {"Отправлено на проверку"},
        reverse("plans:measure-detail", args=[measure.pk]): {str(district.school), "на проверке", "Готово"},
        reverse("plans:my-parts"): set(),
        reverse("orgs:people-list"): {Role.REGIONAL_COORDINATOR.label},
        reverse("cycles:cycle-list"): {road_map.cycle.title},
    }


@pytest.mark.django_db
def test_lists_are_taken_away_with_filter_date_and_count(client, district):
    client.force_login(district.users["regional"])
    for address, expected in _lists(district).items():
        joined = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joined}format=csv")
        assert answer["Content-Type"] == exports.MEDIA_TYPES[exports.CSV], address
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        end = rows.index([])
        notes = [row[0] for row in rows[end + 1 :]]
        assert notes[-1] == f"Строк: {end - 1}", address
        assert notes[1].startswith("Отбор: "), address
        assert notes[2].startswith("На дату: "), address
        body = "\n".join(";".join(row) for row in rows[1:end])
        missing = [word for word in expected if word.casefold() not in body.casefold()]
        assert not missing, f"{address}: {missing} not in\n{body}"


@pytest.mark.django_db
def test_confirmations_are_taken_away_by_whoever_confirms(client, district):
    measure = approved_measure(district, population="school", title="Отчёт")
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    client.force_login(district.users["municipal"])
    answer = client.get(reverse("plans:confirmations") + "?format=xlsx&age=0")
    book = b"".join(answer.streaming_content)
    assert ZipFile(io.BytesIO(book)).testzip() is None
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == str(district.school)
    assert [cell for row in rows for cell in row if str(cell).startswith("Строк")] == ["Строк: 1"]


@pytest.mark.django_db
def test_what_one_may_not_see_is_not_taken_away_either(client, district):
    measure = approved_measure(district, population="school", title="Отчёт")
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    client.force_login(district.users["neighbour_head"])
    answer = client.get(reverse("plans:measure-detail", args=[measure.pk]) + "?format=csv")
    text = b"".join(answer.streaming_content).decode() if answer.status_code == 200 else ""
    assert str(district.school) not in text
    assert "Готово" not in text
