"""Bad files: a clear Russian refusal, or a reading with questions; never a traceback."""

import tracemalloc
from pathlib import Path

import pytest

from medk.reader import UnreadableFile, read_plan
from medk.reader.command import main

HEADER = "№ п/п\tМероприятие\tСрок\tИсполнитель\tПоказатель\n"
ROW = "1\tПровести совещание для директоров школ и кураторов\tдо 5 мая 2022\tИнститут\tСправка\n"
PLAN = f"ПРИКАЗ\n\n12.01.2022\n\n№ 7\n\nОб утверждении плана на 2022 год\n\n{HEADER}{ROW}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "пуст"),
        (b"  \n\n ", "пуст"),
        (bytes(range(256)) * 40, "двоичные данные"),
        (b"MZ\x90\x00" + b"\x00" * 100, "исполняемый файл"),
        (b"\x7fELF" + b"\x00" * 100, "исполняемый файл"),
        (b"PK\x03\x04" + b"\x00" * 100, "архив или документ"),
        (b"%PDF-1.7 \n", "PDF"),
        (b"\xd0\x98\xff\xfe\x81" * 500, "кодировку"),
        ("Обычное письмо без таблицы. Прошу принять к сведению.".encode(), "таблицы с мероприятиями"),
        (b"a" * (5 * 1024 * 1024), "больше 4 МБ"),
        (b"a\n" * 150_000, "больше 100000 строк"),
        ((HEADER + ROW.replace("Справка", "слово " * 3000)).encode(), "длиннее"),
    ],
)
def test_refusal(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_plan(data)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "cp866", "koi8-r"]
)
def test_usual_encodings_are_read(encoding: str) -> None:
    plan = read_plan(PLAN.replace("–", "-").replace("№", "N").encode(encoding))
    assert [measure.title for measure in plan.measures] == [
        "Провести совещание для директоров школ и кураторов"
    ]


def test_fifty_megabytes_are_refused_in_bounded_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(b"slovo " * 174_763)
    tracemalloc.start()
    try:
        assert main([str(path)]) == 2
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
    assert "больше 4 МБ" in capsys.readouterr().err


def codes(text: str) -> set[str]:
    return {remark.code for remark in read_plan(text.encode()).warnings}


def test_a_plan_without_numbers_is_read_and_said_so() -> None:
    text = HEADER + ROW.replace("1\t", "\t", 1) + ROW.replace("1\tПровести", "\tОрганизовать", 1)
    assert len(read_plan(text.encode()).measures) == 2
    assert "no-numbers" in codes(text)


def test_repeated_numbers_are_told_apart() -> None:
    plan = read_plan((HEADER + ROW + ROW.replace("Провести", "Повторить")).encode())
    repeated = [remark.measure for remark in plan.warnings if remark.code == "number-repeated"]
    assert len(plan.measures) == 2
    assert repeated == [0, 1]
    assert plan.measures[0].confidence["number"] < 0.9


def test_dates_that_run_backwards_are_kept_and_questioned() -> None:
    plan = read_plan((HEADER + ROW.replace("до 5 мая 2022", "05.05.2022 – 01.03.2022")).encode())
    assert (plan.measures[0].schedule.start, plan.measures[0].schedule.end) == ("2022-05-05", "2022-03-01")
    assert "dates-backwards" in {remark.code for remark in plan.warnings}


def test_an_unread_deadline_is_kept_as_text() -> None:
    plan = read_plan((HEADER + ROW.replace("до 5 мая 2022", "уточняется")).encode())
    assert plan.measures[0].deadline_text == "уточняется"
    assert plan.measures[0].schedule.kind == "none"
    assert plan.measures[0].confidence["schedule"] < 0.5


def test_command_prints_a_refusal_and_exits_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "нет.txt"), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "файл не найден" in printed.err
