"""One small plan in several layouts gives the same measures."""

import json
from pathlib import Path

import pytest

from medk.reader import plan_to_contract, read_plan
from medk.reader.command import main

HEAD = "АДМИНИСТРАЦИЯ ГОРОДСКОГО ОКРУГА РЯБИНОВКА\n\nПРИКАЗ\n\n14 января 2022 года\n\n№ 15-о\n\nОб утверждении плана\n\nПлан на 2022 год\n\n"
TABBED = (
    "№ п/п\tМероприятия\tСроки\tИсполнители\tПоказатель\n"
    "1. Подготовка\t\t\t\t\n"
    "1.1\tСобрать сведения о школах округа,\tмарт\tМОУО\tСправка\n"
    "\n"
    "\tвошедших в проект\t\t\t\n"
    "1.2.\tПровести семинар\tдо 5 мая\tМОУО, кураторы\t100 % школ\n"
)
MARKDOWN = (
    "| № | Наименование мероприятия | Срок исполнения | Ответственные | Ожидаемый результат |\n"
    "|--|--|--|--|--|\n"
    "| 1. Подготовка | | | | |\n"
    "| 1.1 | Собрать сведения о школах округа, вошедших в проект | март | МОУО | Справка |\n\n"
    "| | | | | |\n|---|---|---|---|---|\n"
    "| 1.2. | Провести<br>семинар | до 5 мая | МОУО, кураторы | 100 % школ |\n"
)
STACKED = (
    "\t№ п/п\n\tДействия\n\tСроки\n\tИсполнители\n\tРезультат\n\n"
    "\t1. Подготовка\n\n"
    "\t1.1\n\tСобрать сведения о школах округа,\nвошедших в проект\n\tмарт\n\tМОУО\n\n\tСправка\n\n"
    "\t1.2.\n\tПровести семинар\n\tдо\n5 мая\n\tМОУО\nкураторы\n\t100 % школ\n"
)
TURNED = (
    "Срок\t№\tОтветственный исполнитель\tСодержание работы\tПоказатель результативности\n"
    "\t1. Подготовка\t\t\t\n"
    "март\t1.1\tМОУО\tСобрать сведения о школах округа, вошедших в проект\tСправка\n"
    "до 5 мая\t1.2\tМОУО; кураторы\tПровести семинар\t100 % школ\n"
)


@pytest.mark.parametrize(
    "table", [TABBED, MARKDOWN, STACKED, TURNED], ids=["tabbed", "markdown", "stacked", "turned"]
)
def test_layout(table: str) -> None:
    plan = read_plan((HEAD + table).encode())
    first, second = plan.measures
    assert [(section.number, section.title) for section in plan.sections] == [("1", "Подготовка")]
    assert (first.number, first.section, second.number, second.section) == ("1.1", 0, "1.2", 0)
    assert first.title == "Собрать сведения о школах округа, вошедших в проект"
    assert " ".join(second.title.replace(";", "").split()).lower() == "провести семинар"
    assert (first.schedule.start, first.schedule.end) == ("2022-03-01", "2022-03-31")
    assert second.schedule.end == "2022-05-05"
    assert [executor.name for executor in second.executors] == ["МОУО", "кураторы"]
    assert [target.kind for target in first.targets + second.targets] == ["document", "share"]
    assert plan.unread == ()


def test_document() -> None:
    document = read_plan((HEAD + TABBED).encode()).document
    assert (document.kind, document.number, document.date) == ("приказ", "15-о", "2022-01-14")
    assert (document.territory, document.level, document.plan_year) == (
        "городской округ Рябиновка",
        "municipal",
        2022,
    )


def test_every_field_has_its_place() -> None:
    (first, second) = plan_to_contract(read_plan((HEAD + TABBED).encode()))["measures"]
    start = HEAD.count("\n") + 1
    assert first["source"] == {"from": start + 2, "to": start + 4}
    assert first["sources"]["title"] == {"from": start + 2, "to": start + 4, "col": 2}
    assert second["sources"]["deadline"] == {"from": start + 5, "to": start + 5, "col": 3}


def test_the_given_year_wins() -> None:
    assert read_plan((HEAD + TABBED).encode(), year=2024).measures[0].schedule.end == "2024-03-31"


def test_lists_of_schools_are_no_measures() -> None:
    schools = "№\tШкола\tКуратор\n1\tШкола № 1\tКуратор 12\n2\tШкола № 2\tКуратор 3\n\n"
    assert len(read_plan((HEAD + schools + TABBED).encode()).measures) == 2


def test_a_column_without_meaning_is_left_unread() -> None:
    table = "№\tМероприятия\tСроки\tШифр\n1\tПровести семинар\tмай\tА-17\n"
    plan = read_plan((HEAD + table).encode())
    assert [piece.text for piece in plan.unread] == ["А-17"]


def test_a_plan_without_a_header_is_read_by_content() -> None:
    rows = "".join(f"{n}\tПровести семинар номер {n} для школ\tдо {n}.05.2022\tМОУО\n" for n in range(1, 6))
    assert [measure.schedule.end for measure in read_plan(rows.encode()).measures][:2] == [
        "2022-05-01",
        "2022-05-02",
    ]


def test_command_prints_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "план.txt"
    path.write_text(HEAD + TABBED, "utf-8")
    assert main([str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["measures"][0]["title"] == "Собрать сведения о школах округа, вошедших в проект"
    assert main([str(path)]) == 0
    assert "мероприятий: 2" in capsys.readouterr().out


def test_text_that_a_torn_page_put_among_executors_goes_back() -> None:
    table = (
        "№\tМероприятия\tСроки\tИсполнители\tПоказатель\n"
        "1\tПровести совещание\tмай\tМОУО\t100% руководителей школ,\n\n"
        "\t\t\tприняли участие в совещании\t\n"
        "2\tПровести семинар\tмай\tс Министерство края, МОУО\tСправка\n"
        "3\tПровести проверку\tмай\tработ по плану проверки\tСправка\n"
    )
    plan = read_plan((HEAD + table).encode())
    assert plan.measures[0].indicator_text == "100% руководителей школ, приняли участие в совещании"
    assert [len(measure.executors) for measure in plan.measures] == [1, 2, 0]
    assert [piece.text for piece in plan.unread] == ["с", "работ по плану проверки"]
    assert "text-moved" in {remark.code for remark in plan.warnings}


def test_a_misread_number_is_mended_in_a_plain_sequence() -> None:
    rows = "".join(f"{n}\tПровести семинар {n}\tмай\tМОУО\tСправка\n" for n in ("22", "23", "24", "2.5"))
    plan = read_plan((HEAD + "№\tМероприятия\tСроки\tИсполнители\tПоказатель\n" + rows).encode())
    assert [measure.number for measure in plan.measures] == ["22", "23", "24", "25"]
    assert "number-mended" in {remark.code for remark in plan.warnings}


def test_a_doubled_column_is_left_aside() -> None:
    table = (
        "№\tМероприятия\tСроки\tИсполнители\tПоказатель\t\n"
        "1\tПровести семинар\tмай\tМОУО\tДоля школ, принявших участие\tДоля школ, прошедших проверку\n"
        "2\tПровести проверку\tмай\tМОУО\tДоля школ, прошедших проверку\tДоля школ, прошедших проверку\n"
    )
    plan = read_plan((HEAD + table).encode())
    assert [measure.indicator_text for measure in plan.measures] == [
        "Доля школ, принявших участие",
        "Доля школ, прошедших проверку",
    ]
    assert {piece.reason for piece in plan.unread} == {"повтор соседнего столбца"}


def test_a_section_swallowed_by_the_first_cell_is_taken_out() -> None:
    table = (
        "№\tМероприятия\tСроки\tИсполнители\tПоказатель\n"
        "1\t<p>1. Подготовка школ</p> <p>Провести семинар</p>\tмай\tМОУО\tСправка\n"
        "2. Работа со школами\t\t\t\t\n"
        "2\tПровести проверку\tмай\tМОУО\tСправка\n"
        "3\tСобрать отчеты\tмай\tМОУО\tСправка\n"
        "3.\tПодведение итогов\t\t\t\n"
        "4\tИздать сборник\tмай\tМОУО\tСправка\n"
    )
    plan = read_plan((HEAD + table).encode())
    assert [(s.number, s.title) for s in plan.sections] == [
        ("1", "Подготовка школ"), ("2", "Работа со школами"), ("3", "Подведение итогов"),
    ]  # fmt: skip
    assert [(m.title, m.section) for m in plan.measures] == [
        ("Провести семинар", 0), ("Провести проверку", 1), ("Собрать отчеты", 1),
        ("Издать сборник", 2),
    ]  # fmt: skip
