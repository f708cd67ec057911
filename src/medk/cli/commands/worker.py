"""`medk worker`: runs background jobs; one in a data folder."""

import argparse
import logging

from django.conf import settings
from django.core.management import call_command

from medk.cli import locks
from medk.cli.refusal import CommandRefused
from medk.kernel.queue import take_back_interrupted

logger = logging.getLogger("medk.worker")


def run(options: argparse.Namespace) -> int:
    """Take back what a killed worker left, then work until told to stop."""
    try:
        held = locks.take(settings.DATA_DIR, "worker")
    except locks.Busy:
        raise CommandRefused("Фоновые задания уже выполняет другой процесс.") from None
    with held:
        taken = take_back_interrupted()
        if taken:
            logger.info("%d interrupted jobs will run again", taken)
        call_command("db_worker", queue_name="default", interval=1, startup_delay=False, reload=False)
    return 0
