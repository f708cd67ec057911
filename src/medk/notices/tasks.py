"""Background work: letters of the outbox, and telling people from apps that stand beside this one."""

from medk.accounts.models import User
from medk.kernel import schedule
from medk.kernel.jobs import job
from medk.notices import delivery
from medk.notices.actions import tell


@job("notices.tell")
def tell_people(*, recipients: list[int], kind: str, text: str, url: str, key: str) -> None:
    """`tell` by numbers of users; the key is required, because a job may run twice."""
    if not key:
        raise ValueError("a job may run twice: give the notice a key")
    tell(User.objects.filter(pk__in=recipients), kind=kind, text=text, url=url, key=key)


@job("notices.send_letters")
def send_letters() -> None:
    """Every minute: what waits in the outbox."""
    delivery.send_letters()


schedule.every("notices.send_letters", minutes=1)
