"""How many queries each page asks, in the process of the measurement: prints them as JSON."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.federation.accounts import MEASURED  # noqa: E402
from medk.accounts.models import User  # noqa: E402


def main() -> None:
    """Each line of the input is a role and an address."""
    settings.ALLOWED_HOSTS = ["testserver"]
    clients: dict[str, Client] = {}
    counts = []
    for who, path in json.load(sys.stdin):
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(User.objects.get(email=MEASURED[who]))
        clients[who].get(path)
        with CaptureQueriesContext(connection) as asked:
            clients[who].get(path)
        counts.append(len(asked))
    print(json.dumps(counts))


main()
