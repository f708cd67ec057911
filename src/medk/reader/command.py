"""`medk read-plan FILE [--year Y] [--json]`: prints what an order says."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from medk.reader.contract import plan_to_contract
from medk.reader.plan import Plan
from medk.reader.reading import read_plan
from medk.reader.refusal import UnreadableFile
from medk.reader.sources.decoding import SIZE_LIMIT


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 when read; 2 when the file cannot be read, with the reason on stderr."""
    options = _parser().parse_args(argv)
    try:
        plan = read_plan(_bytes(Path(options.file)), filename=options.file, year=options.year)
    except UnreadableFile as refusal:
        sys.stderr.write(f"{options.file}: {refusal}\n")
        return 2
    if options.json:
        shown = json.dumps(plan_to_contract(plan), ensure_ascii=False, indent=2)
    else:
        shown = summary(plan)
    sys.stdout.write(shown + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="medk read-plan", description="Прочитать приказ с планом.")
    parser.add_argument("file", help="файл приказа")
    parser.add_argument("--year", type=_year, help="год плана: важнее названного в тексте")
    parser.add_argument("--json", action="store_true", help="вывести всё прочитанное как JSON")
    return parser


def _year(text: str) -> int:
    if not text.isdigit() or not 1990 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"год «{text}» не подходит: нужно число от 1990 до 2100")
    return int(text)


def _bytes(path: Path) -> bytes:
    """The file's bytes, at most one over the limit, so that memory stays bounded."""
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as problem:
        reason = "файл не найден" if isinstance(problem, FileNotFoundError) else "файл не открывается"
        raise UnreadableFile(f"{reason}. Проверьте путь и права доступа.") from problem


def summary(plan: Plan) -> str:
    """A page of Russian text: the document, counts, and the questions."""
    document = plan.document
    lines = [
        f"Документ: {document.kind or 'вид не определён'} № {document.number or '—'} от {document.date or '—'}",
        f"Орган: {document.authority or '—'}",
        f"Территория: {document.territory or '—'}, год плана: {document.plan_year or '—'}",
        f"Разделов: {len(plan.sections)}, мероприятий: {len(plan.measures)}, "
        f"фрагментов без места: {len(plan.unread)}, вопросов: {len(plan.warnings)}",
    ]
    for measure in plan.measures:
        lines.append(
            f"  {measure.number or '—'}. {measure.title[:90]} | {measure.deadline_text or 'срок не указан'}"
        )
    for remark in plan.warnings:
        where = (
            f"мероприятие {plan.measures[remark.measure].number or remark.measure + 1}: "
            if remark.measure is not None
            else ""
        )
        lines.append(f"? {where}{remark.message}")
    return "\n".join(lines)
