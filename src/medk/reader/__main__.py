"""`python -m medk.reader FILE`: the same as `medk read-plan FILE`."""

import sys

from medk.reader.command import main

sys.exit(main())
