"""What was typed in Latin letters while Russian was meant: «irjkf» is «школа»."""

_KEYS = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~",
    "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ",
)


def in_russian(text: str) -> str:
    """The same keys in the Russian layout."""
    return text.translate(_KEYS)


def may_be_russian(text: str) -> bool:
    """Latin letters and no Russian ones."""
    return any("a" <= sign <= "z" for sign in text.lower()) and not any("а" <= s <= "ё" for s in text.lower())
