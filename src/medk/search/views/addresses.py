"""Where to go back: pages of this site only."""

from django.utils.http import url_has_allowed_host_and_scheme


def local(address: str, *, default: str) -> str:
    """A path of this site, or the default."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else default
