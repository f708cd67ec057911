"""`python -m benchmarks.federation.register`: a register of 40,000 schools from XLSX into an empty database.

Reading, checking and applying are the product's own, the last one as its worker does it.
"""

import hashlib
import io
import time

import django
import xlsxwriter

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.federation.people import Seat, hire  # noqa: E402
from medk.audit.recording import SYSTEM  # noqa: E402
from medk.orgs.actions import registers  # noqa: E402
from medk.orgs.actions.links import tree_problems  # noqa: E402
from medk.orgs.actions.tree import create_organisation  # noqa: E402
from medk.orgs.importers.register import read_register  # noqa: E402
from medk.orgs.models import Organisation, RegisterImport  # noqa: E402
from medk.orgs.roles import Role  # noqa: E402

SCHOOLS, TOWNS = 40_000, 400
TARGET = 60


def main() -> None:
    """Make the file, load it, assert what came of it, print the seconds of each step."""
    call_command("migrate", verbosity=0)
    top = create_organisation("federation", "Федерация", parent=None, by=SYSTEM)
    region = create_organisation("region", "Озёрный край", parent=top, by=SYSTEM)
    by = hire([Seat("Координатор", "register@medk.example", Role.REGIONAL_COORDINATOR, region)])
    content = _book()
    steps = {}
    began = time.monotonic()
    lines = read_register("реестр.xlsx", content, needs_municipality=True)
    steps["read"] = time.monotonic() - began
    made = registers.check_register(
        region,
        lines,
        filename="реестр.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        by=by["register@medk.example"],
    )
    steps["check"] = time.monotonic() - began - sum(steps.values())
    registers.apply_register(made, by=by["register@medk.example"], make_municipalities=True)
    steps["begin"] = time.monotonic() - began - sum(steps.values())
    registers.continue_register(made.pk)
    steps["apply"] = time.monotonic() - began - sum(steps.values())
    total = time.monotonic() - began
    made.refresh_from_db()
    assert made.status == RegisterImport.Status.APPLIED, made.status
    assert Organisation.objects.below(region).filter(kind="school").count() == SCHOOLS
    assert not tree_problems()
    words = ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items())
    print(
        f"register of {SCHOOLS} schools, {len(content) // 1024} KB: {total:.1f} s ({words}); target {TARGET} s"
    )


def _book() -> bytes:
    """A workbook as regions send it."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book:
        page = book.add_worksheet("Реестр")
        page.write_row(
            0,
            0,
            ["Код", "Наименование", "Краткое наименование", "Муниципалитет", "Адрес", "Электронная почта"],
        )
        for n in range(1, SCHOOLS + 1):
            town = f"Район {n % TOWNS + 1}"
            page.write_row(n, 0, [f"{n:06}", f"Средняя общеобразовательная школа № {n}", f"СОШ № {n}", town,
                                  f"{town}, Школьная улица, {n % 90 + 1}", f"school{n}@medk.example"])  # fmt: skip
    return held.getvalue()


main()
