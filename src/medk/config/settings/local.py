"""`make run`: the whole product on one machine, over plain http on the loopback address."""

from medk.config.settings.base import *
