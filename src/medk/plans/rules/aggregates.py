"""Which figures about a group may be shown without showing one of it (decision 1: small groups)."""


def whole_percent(part: int, whole: int) -> int | None:
    """Per cent without its fraction, never rounded up (decision 6); None when there is nothing to count."""
    return None if not whole else 100 * part // whole


def may_show(group: int, *, known: int, smallest: int) -> bool:
    """Whether a figure about `group` units may be shown to somebody who knows `known` of them one by one.

    Those whom the reader does not know are found by subtraction, so they must be no fewer than the
    cycle's smallest group.
    """
    return group - known >= smallest


def may_show_part(group: int, *, whole: int, known: int, smallest: int) -> bool:
    """Whether a figure about a part of a `whole` may be shown where the figure about the whole may.

    What is left of the whole is told by subtraction too, so it must be nothing or a group of its own.
    """
    rest = whole - group
    return may_show(group, known=known, smallest=smallest) and (rest == 0 or rest >= smallest)
