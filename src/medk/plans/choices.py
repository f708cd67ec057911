"""The closed lists of plans: statuses, kinds of schedule, populations, targets."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Уровень дорожной карты: one engine serves all four."""

    FEDERAL = "federal", "федеральная"
    REGIONAL = "regional", "региональная"
    MUNICIPAL = "municipal", "муниципальная"
    SCHOOL = "school", "школьная"


class RoadMapStatus(TextChoices):
    """Состояние дорожной карты."""

    DRAFT = "draft", "черновик"
    APPROVED = "approved", "утверждена"
    CLOSED = "closed", "закрыта"
    DISCARDED = "discarded", "отменена"


class ScheduleKind(TextChoices):
    """Вид срока, as the reading contract names it."""

    DATE = "date", "день"
    PERIOD = "period", "период"
    RECURRING = "recurring", "повторяется"
    ON_REQUEST = "on_request", "по запросу"
    BY_SEPARATE_SCHEDULE = "by_separate_schedule", "по отдельному графику"
    NONE = "none", "без срока"


class Frequency(TextChoices):
    """Частота повторов."""

    DAILY = "daily", "ежедневно"
    WEEKLY = "weekly", "еженедельно"
    MONTHLY = "monthly", "ежемесячно"
    QUARTERLY = "quarterly", "ежеквартально"
    YEARLY = "yearly", "ежегодно"


class Population(TextChoices):
    """Охват: by whom a measure is executed one by one; empty means once as a whole."""

    ONCE = "", "один раз, целиком"
    SCHOOL = "school", "каждая школа"
    MUNICIPALITY = "municipality", "каждый муниципалитет"
    CURATOR = "curator", "каждый куратор"
    BODY = "body", "каждый исполнитель"
    ROLE = "role", "каждый в должности"


class Confirmer(TextChoices):
    """Кто подтверждает; empty means the default of the population (decision 3)."""

    DEFAULT = "", "по умолчанию"
    OWNER = "owner", "владелец плана"
    CURATOR = "curator", "куратор"
    MUNICIPAL_COORDINATOR = "municipal_coordinator", "муниципальный координатор"
    REGIONAL_COORDINATOR = "regional_coordinator", "региональный координатор"


class BodyClass(TextChoices):
    """Класс исполнителей, resolved to organisations at the deadline (decision 16)."""

    MUNICIPALITIES = "municipalities", "муниципальные органы управления образованием"
    SCHOOLS = "schools", "школы-участницы"
    CURATORS = "curators", "кураторы"
    METHODICAL_SERVICES = "methodical_services", "муниципальные методические службы"
    REGIONAL_COORDINATORS = "regional_coordinators", "региональные координаторы"
    MUNICIPAL_COORDINATORS = "municipal_coordinators", "муниципальные координаторы"


class TargetKind(TextChoices):
    """Вид целевого значения, as the reading contract names it."""

    SHARE = "share", "доля, %"
    COUNT = "count", "количество"
    COUNT_MIN = "count_min", "не менее"
    COUNT_MAX = "count_max", "не более"
    RATE = "rate", "уровень"
    DOCUMENT = "document", "документ"
    FACT = "fact", "описание результата"


class Per(TextChoices):
    """За какой период берётся целевое значение."""

    WHOLE = "", "за всё время"
    MONTH = "month", "в месяц"
    TWO_MONTHS = "two_months", "в два месяца"
    QUARTER = "quarter", "в квартал"
    HALF_YEAR = "half_year", "в полугодие"
    YEAR = "year", "в год"


class ExecutionStatus(TextChoices):
    """Состояние исполнения; overdue and paused are computed, never stored."""

    PLANNED = "planned", "не начато"
    IN_PROGRESS = "in_progress", "в работе"
    SUBMITTED = "submitted", "на проверке"
    RETURNED = "returned", "возвращено"
    CONFIRMED = "confirmed", "подтверждено"
    CANCELLED = "cancelled", "отменено"


class MeasureStatus(TextChoices):
    """Состояние строки плана: in force or cancelled by its owner."""

    ACTIVE = "active", "действует"
    CANCELLED = "cancelled", "отменено"


class AmendmentStatus(TextChoices):
    """Состояние изменения плана."""

    DRAFT = "draft", "готовится"
    SUBMITTED = "submitted", "на утверждении"
    APPROVED = "approved", "утверждено"
    IN_FORCE = "in_force", "действует"
    WITHDRAWN = "withdrawn", "отозвано"


class LineKind(TextChoices):
    """Что делает одна строка изменения плана."""

    CHANGE = "change", "изменить"
    ADD = "add", "добавить"
    REMOVE = "remove", "исключить"
    RESTORE = "restore", "вернуть"


class ProgressState(TextChoices):
    """Part of the partition of measures and leaves on a date (decision 6)."""

    CONFIRMED = "confirmed", "подтверждено"
    SUBMITTED = "submitted", "на проверке"
    IN_PROGRESS = "in_progress", "в работе"
    OVERDUE = "overdue", "просрочено"
    NOT_DUE = "not_due", "срок не наступил"
    UNDATED = "undated", "без срока"
    PAUSED = "paused", "приостановлено"
    CANCELLED = "cancelled", "отменено"


class LinkKind(TextChoices):
    """Вид связи между мероприятиями."""

    FOLLOWS = "follows", "следует за"
    REPORTS_ON = "reports_on", "отчитывается о"
    SAME_AS = "same_as", "то же, что"


class ScheduleStatus(TextChoices):
    """Состояние приложенного графика."""

    CHECKED = "checked", "проверен"
    REFUSED = "refused", "есть замечания"
    APPLIED = "applied", "действует"
    REPLACED = "replaced", "заменён"
    DISCARDED = "discarded", "не применён"


class ScheduleOrigin(TextChoices):
    """Откуда пришёл график."""

    TYPED = "typed", "вписан"
    PASTED = "pasted", "вставлен"
    FILE = "file", "из файла"


class RequestStatus(TextChoices):
    """Состояние запроса."""

    ASKED = "asked", "ждёт решения"
    ACCEPTED = "accepted", "принят"
    DECLINED = "declined", "отклонён"
