"""The refusal of a file that cannot be read."""


class UnreadableFile(Exception):
    """The file cannot be read as a plan; `str()` is a Russian message for the person."""
