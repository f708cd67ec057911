"""Template filters over `medk.kernel.russian`."""

import datetime as dt

from django import template

from medk.kernel import russian

register = template.Library()


@register.filter
def ru_plural(number: int, forms: str) -> str:
    """{{ n|ru_plural:"мера,меры,мер" }} → 5 мер."""
    one, few, many = forms.split(",")
    return russian.counted(int(number), one, few, many)


@register.filter
def ru_form(number: int, forms: str) -> str:
    """{{ n|ru_form:"мера,меры,мер" }} → мер, the word without its number."""
    one, few, many = forms.split(",")
    return russian.plural(int(number), one, few, many)


@register.filter
def ru_day(day: dt.date | None) -> str:
    """{{ day|ru_day }} → 20 мая."""
    return russian.day_month(day) if day else ""


@register.filter
def distance_from(due: dt.date | None, on: dt.date) -> str:
    """{{ due|distance_from:today }} → осталось 11 дней."""
    return russian.distance(due, on) if due else ""
