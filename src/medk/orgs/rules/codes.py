"""Check digits of state codes; arguments in, a Russian reason or nothing out."""

_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def refuse_inn(code: str) -> str:
    """Why this is not the ИНН of an organisation (10 digits, the last one counted from the others).

    The weights are those by which the tax service forms the number.
    """
    if len(code) != 10 or not _digits(code):
        return f"ИНН организации — 10 цифр. Сейчас: «{code}»."
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False))
    return "" if total % 11 % 10 == int(code[9]) else _mistyped("ИНН", code)


def refuse_ogrn(code: str) -> str:
    """Why this is not the ОГРН of an organisation (13 digits, the last one counted from the others)."""
    if len(code) != 13 or not _digits(code):
        return f"ОГРН организации — 13 цифр. Сейчас: «{code}»."
    return "" if int(code[:12]) % 11 % 10 == int(code[12]) else _mistyped("ОГРН", code)


def _digits(code: str) -> bool:
    return code.isascii() and code.isdigit()


def _mistyped(label: str, code: str) -> str:
    return f"{label} {code}: контрольная цифра не сходится. Проверьте, не пропущена ли цифра."
