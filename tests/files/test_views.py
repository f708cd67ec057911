"""Downloads: an attachment under its own name, for those who see its subject."""

import pytest
from django.test import Client
from django.urls import reverse

from medk.audit.models import AuditEntry
from medk.files import storage
from medk.files.actions import erase_file
from tests.files.test_actions import stored
from tests.files.uploads import PDF
from tests.world import District


def test_a_file_is_an_attachment_that_nothing_runs(client: Client, district: District) -> None:
    file = stored(district, name="Справка «март».pdf")
    client.force_login(district.users["municipal"])
    response = client.get(reverse("files:file-download", args=[file.uid]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    disposition = "attachment; filename*=utf-8''%D0%A1%D0%BF%D1%80%D0%B0%D0%B2%D0%BA%D0%B0%20"
    assert response["Content-Disposition"].startswith(disposition)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_download_is_recorded_and_a_look_at_its_headers_is_not(client: Client, district: District) -> None:
    file = stored(district)
    client.force_login(district.users["head"])
    address = reverse("files:file-download", args=[file.uid])
    client.head(address)
    assert not AuditEntry.objects.filter(kind="file.downloaded").exists()
    assert b"".join(client.get(address).streaming_content) == PDF
    entry = AuditEntry.objects.get(kind="file.downloaded")
    assert (entry.actor_id, entry.object_id) == (district.users["head"].pk, file.pk)


@pytest.mark.parametrize("gone", ["erased", "lost"])
def test_a_file_that_is_gone_says_why(client: Client, district: District, gone: str) -> None:
    file = stored(district)
    if gone == "erased":
        erase_file(file, reason="в скане список учеников", by=district.users["regional"])
    else:
        storage.path_of(file.sha256).unlink()
    client.force_login(district.users["head"])
    response = client.get(reverse("files:file-download", args=[file.uid]))
    assert response.status_code == 410
    said = "в скане список учеников" if gone == "erased" else f"номер файла {file.pk}"
    assert said in response.content.decode()


def test_erasing_asks_for_a_reason_and_returns_where_one_was(client: Client, district: District) -> None:
    file = stored(district)
    client.force_login(district.users["regional"])
    address = reverse("files:file-erase", args=[file.uid])
    assert "Укажите, почему" in client.post(address, {"reason": " "}).content.decode()
    response = client.post(address, {"reason": "лишний", "next": "/notices/"})
    assert response["Location"] == "/notices/"
    file.refresh_from_db()
    assert file.erased_at


def test_no_way_leads_to_another_site(client: Client, district: District) -> None:
    file = stored(district)
    client.force_login(district.users["regional"])
    address = reverse("files:file-erase", args=[file.uid])
    response = client.post(address, {"reason": "лишний", "next": "https://other.test/"})
    assert response["Location"] == reverse("desk:home")
