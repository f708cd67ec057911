"""`python -m medk` is the same as `medk`."""

import sys

from medk.cli.main import main

sys.exit(main())
