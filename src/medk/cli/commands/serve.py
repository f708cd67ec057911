"""`medk serve`: the site, background jobs and the schedule under one supervisor (decision 23)."""

import argparse
import http.client
import logging
import os
import socket
import sys
import time
from collections.abc import Mapping

from django.conf import settings
from django.core import checks
from django.db import connections

from medk.cli import clock_anchor, demo_accounts, installation, locks
from medk.cli.commands import demo
from medk.cli.refusal import CommandRefused
from medk.cli.supervisor import Supervisor

WORKERS, THREADS = 2, 8


def run(options: argparse.Namespace) -> int:
    """Prepare the installation, then serve until SIGTERM or SIGINT."""
    _refuse_wrong_settings()
    try:
        held = locks.take(settings.DATA_DIR, "serve")
    except locks.Busy:
        raise CommandRefused(f"МЭДК с данными в {settings.DATA_DIR} уже запущен.") from None
    with held:
        _refuse_taken(options.host, options.port)
        _prepare(with_demo=options.demo)
        connections.close_all()
        supervisor = Supervisor(_commands(options), environment=_environment())
        return supervisor.run(when_started=lambda: _greet(options.host, options.port))


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandRefused(
                f"Адрес {host}:{port} занять нельзя ({problem.strerror}). Выберите другой порт: --port 8001."
            ) from None


def _refuse_wrong_settings() -> None:
    wrong = [found for found in checks.run_checks() if found.level >= checks.ERROR]
    if wrong:
        raise CommandRefused(
            "\n".join(f"{found.id}: {found.msg} {found.hint or ''}".rstrip() for found in wrong)
        )


def _prepare(*, with_demo: bool) -> None:
    installation.migrate()
    if with_demo:
        demo.clear_unfinished()
    if with_demo and installation.is_empty():
        demo.fill(seed=demo.SEED, until=demo.chosen_day(None))
    installation.collect_static()


def _commands(options: argparse.Namespace) -> dict[str, list[str]]:
    medk = [sys.executable, "-m", "medk"]
    return {"web": _gunicorn(options), "worker": [*medk, "worker"], "scheduler": [*medk, "scheduler"]}


def _gunicorn(options: argparse.Namespace) -> list[str]:
    host = f"[{options.host}]" if ":" in options.host else options.host
    shared = "/dev/shm"  # noqa: S108 - gunicorn keeps its own unnamed heartbeat files there, off the disk
    memory = ["--worker-tmp-dir", shared] if os.access(shared, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "medk.config.wsgi:application",
        "--bind", f"{host}:{options.port}",
        "--worker-class", "medk.config.server.PatientWorker",
        "--workers", str(WORKERS), "--threads", str(THREADS),
        "--preload", "--graceful-timeout", "25", "--timeout", "60", "--log-level", "warning", *memory,
    ]  # fmt: skip


def _environment() -> Mapping[str, str]:
    offset = clock_anchor.offset_seconds(settings.DATA_DIR, today=settings.SET_TODAY, zone=settings.TIME_ZONE)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    environment.pop("MEDK_TODAY", None)
    if offset:
        environment["MEDK_CLOCK_OFFSET"] = str(offset)
    return environment


def _greet(host: str, port: int) -> None:
    """Say where to go once the site answers."""
    if not _answers(host, port):
        logging.getLogger("medk.supervisor").error("the site did not answer in a minute; see above")
        return
    print(f"\nМЭДК открыт: http://{host}:{port}/   (остановить: Ctrl-C)")
    for line in demo_accounts.lines(settings.DATA_DIR):
        print(line)
    sys.stdout.flush()


def _answers(host: str, port: int) -> bool:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        site = http.client.HTTPConnection(host, port, timeout=5)
        try:
            site.request("GET", "/account/login/")
            return site.getresponse().status < 500
        except OSError:
            time.sleep(0.1)
        finally:
            site.close()
    return False
