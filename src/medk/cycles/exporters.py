"""Tables of cohorts to take away."""

from collections.abc import Iterable

from medk.cycles.models import Cohort, CohortMembership, Cycle
from medk.cycles.queries.members import Choice
from medk.kernel.exports import Column, Sheet

COLUMNS = (
    Column("Код", lambda row: row.register_code, 12),
    Column("Школа", lambda row: row.organisation.name, 48),
    Column("Муниципалитет", lambda row: str(row.organisation.parent or ""), 30),
    Column("С", lambda row: row.valid_from, 12),
    Column("По", lambda row: row.valid_to, 12),
    Column("Основание", lambda row: row.act, 36),
    Column("Годы", lambda row: row.years, 16),
)


def cohort_sheet(cohort: Cohort, rows: Iterable[CohortMembership], *, choice: Choice) -> Sheet:
    """Members of a cohort as filtered on the page; `rows` come from `queries.members`."""
    title = f"{cohort.title}, {cohort.cycle}"
    return Sheet(title, COLUMNS, rows, filters=choice.words, file_name=cohort.title)


def cycles_sheet(cycles: Iterable[Cycle]) -> Sheet:
    """Cycles in the reader's sight, the newest year first."""
    columns = (
        Column("Цикл", lambda row: row.title, 30),
        Column("Регион", lambda row: row.organisation.name, 40),
        Column("С", lambda row: row.starts_on, 12),
        Column("По", lambda row: row.ends_on, 12),
        Column("Закрыт", lambda row: row.closed_on, 12),
    )
    return Sheet("Программные годы", columns, cycles, file_name="программные годы")
