"""Context of every page: how it is displayed."""

from django.http import HttpRequest

#: Low-vision and theme settings kept in one cookie (design guide §3): name → allowed values.
DISPLAY_CHOICES = {
    "theme": ("light", "dark"),
    "size": ("2", "3"),
    "scheme": ("bw", "wb", "bl"),
    "spacing": ("wide",),
}
COOKIE = "medk-display"


def chosen(raw: str) -> dict[str, str]:
    """Allowed settings out of a cookie such as `size=2&scheme=bw`; anything else is dropped."""
    pairs = (part.partition("=")[::2] for part in raw.split("&"))
    return {name: value for name, value in pairs if value in DISPLAY_CHOICES.get(name, ())}


def display(request: HttpRequest) -> dict[str, object]:
    """`display`: the chosen theme, size, scheme and spacing."""
    return {"display": chosen(request.COOKIES.get(COOKIE, ""))}
