"""The closed lists of the cascade: how two measures were linked, what may differ, what was decided."""

from django.db.models import TextChoices


class OriginKind(TextChoices):
    """Откуда связь."""

    DRAFTED = "drafted", "взято при составлении"
    BY_HAND = "by_hand", "связано вручную"
    PROPOSED = "proposed", "принято из предложенных"


class OriginState(TextChoices):
    """Состояние связи: only a live one counts; the others keep why there is none."""

    LIVE = "live", "действует"
    DECLINED = "declined", "предложение отклонено"
    ENDED = "ended", "снята"


class Aspect(TextChoices):
    """Что может разойтись у связанных мероприятий."""

    TITLE = "title", "формулировка"
    DATES = "dates", "срок"
    EXECUTORS = "executors", "исполнители"
    POPULATION = "population", "охват"
    INDICATOR = "indicator", "показатель"
    STATE = "state", "состояние"


class Verdict(TextChoices):
    """Решение по изменению сверху."""

    ACCEPTED = "accepted", "принято"
    DECLINED = "declined", "отклонено"
