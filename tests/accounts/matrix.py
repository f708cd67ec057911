"""Who gets which answer at the addresses of accounts: everybody their own."""

from tests.architecture.access_matrix import Row

ROWS = [
    Row("accounts:profile", default=200),
    Row("accounts:sign-out-elsewhere", method="post", default=302),
    Row("accounts:display", default=405, anonymous=405, about="changed by post only"),
]
