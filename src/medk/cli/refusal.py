"""How a command says no."""


class CommandRefused(Exception):
    """A command will not do what was asked; the text is Russian: what, and what to do instead."""
