"""What was found in a register, as a table to correct the file by."""

from medk.kernel.exports import Column, Sheet
from medk.orgs.models import RegisterImport

LEVELS = {"error": "исправить", "ask": "решить", "warning": "учесть"}


def findings_sheet(register: RegisterImport) -> Sheet:
    """Every finding by row."""
    return Sheet(
        title=f"Замечания к файлу {register.filename}",
        columns=[
            Column("Строка", lambda found: found["row"], 8),
            Column("Столбец", lambda found: found["column"], 24),
            Column("Что делать", lambda found: LEVELS[found["level"]], 12),
            Column("Замечание", lambda found: found["message"], 80),
        ],
        rows=register.findings,
        file_name="замечания к реестру",
    )
