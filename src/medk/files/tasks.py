"""Background work over files."""

from medk.files import actions
from medk.kernel import schedule
from medk.kernel.jobs import job


@job("files.remove-bytes")
def remove_bytes(sha256: str) -> None:
    """Bytes of an erased file go after its transaction has been committed."""
    actions.remove_bytes(sha256)


@job("files.sweep")
def sweep() -> None:
    """Daily: bytes that no row names."""
    actions.sweep()


schedule.every("files.sweep", minutes=24 * 60)
