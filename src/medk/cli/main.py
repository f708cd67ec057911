"""The `medk` command: a stable public interface."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from medk.cli.arguments import parser_of_everything


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code: 0 done, 1 problems found or refused, 2 wrong use."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["read-plan"]:
        # Reading needs neither settings nor a database, and must start at once.
        from medk.reader.command import main as read_plan

        return read_plan(words[1:])
    options = parser_of_everything().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medk.config.settings.local")
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    from medk.config.environment import BadEnvironment

    try:
        import django

        django.setup()
        command = importlib.import_module(f"medk.cli.commands.{options.module}")
        return int(command.run(options))
    except BadEnvironment as problem:
        return _refuse(f"Настройка не понята. {problem}")
    except KeyboardInterrupt:
        _refuse("Прервано.")
        return 130
    except Exception as problem:
        from medk.cli.refusal import CommandRefused
        from medk.kernel.refusals import Refused

        if isinstance(problem, (CommandRefused, Refused)):
            return _refuse(str(problem))
        raise


def _refuse(reason: str) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"{reason}\n")
    return 1
