"""One port to background work: actions enqueue by registered name (decision 30).

A job is a row written in the caller's transaction (decision 18); the worker runs it at least
once, so every registered function must be safe to run again.
"""

from collections.abc import Callable

from django_tasks import task

_registry: dict[str, Callable[..., None]] = {}


class UnknownJob(LookupError):
    """A job was enqueued under a name that no app registered."""


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function under `name`; a second function under the same name is refused."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if name in _registry:
            raise ValueError(f"job {name!r} is registered twice")
        _registry[name] = function
        return function

    return register


@task()
def run_job(name: str, arguments: dict[str, object]) -> None:
    """Run one registered job; the worker calls this."""
    if name not in _registry:
        raise UnknownJob(name)
    _registry[name](**arguments)


def enqueue(name: str, **arguments: object) -> None:
    """Write a job row in the current transaction; arguments must be JSON values."""
    if name not in _registry:
        raise UnknownJob(name)
    run_job.enqueue(name, arguments)
