#!/usr/bin/env python
"""Django's own command line, for developers; people who run МЭДК use `medk`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medk.config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - path first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
