"""What a comment may be."""

from medk.kernel.refusals import Refused

LONGEST = 4000


def checked_text(text: str) -> str:
    """The text as it will be kept; raises `Refused` for an empty or an endless one."""
    kept = text.strip().replace("\r\n", "\n")
    if not kept:
        raise Refused("Напишите комментарий: пустой отправить нельзя.")
    if len(kept) > LONGEST:
        raise Refused(
            f"В комментарии {len(kept)} знаков, а можно до {LONGEST}. Сократите его или приложите документ."
        )
    return kept
