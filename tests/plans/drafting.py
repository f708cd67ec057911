"""Drafts for tests: filled from an invented order as an upload fills them."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from medk.accounts.models import User
from medk.orgs.models import Organisation
from medk.plans.actions.drafts_upload import Place, read_order, upload_order
from medk.plans.models import OrderImport, RoadMap
from tests.world import District

ORDERS = Path(__file__).resolve().parents[2] / "samples" / "orders"


def order_file(name: str = "luga-okrug-2022") -> SimpleUploadedFile:
    """The text of an invented order as a browser sends it."""
    return SimpleUploadedFile(f"{name}.txt", (ORDERS / f"{name}.txt").read_bytes(), "text/plain")


def upload(
    district: District,
    *,
    name: str = "luga-okrug-2022",
    organisation: Organisation | None = None,
    by: User | None = None,
) -> OrderImport:
    """An order just uploaded, not read yet."""
    place = Place(organisation or district.municipality, district.cycle, 2022)
    return upload_order(order_file(name), place, by=by or district.users["municipal"])


def read_draft(
    district: District,
    *,
    name: str = "luga-okrug-2022",
    organisation: Organisation | None = None,
    by: User | None = None,
) -> RoadMap:
    """A draft read from an invented order: the municipality's, unless told otherwise."""
    order = upload(district, name=name, organisation=organisation, by=by)
    read_order(order.pk)
    order.refresh_from_db()
    assert order.road_map, order.message
    return order.road_map
