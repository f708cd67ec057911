"""Russian numerals in words, Roman numerals, months and weekdays as numbers."""

import re

_UNITS = {
    "од": 1, "дв": 2, "тр": 3, "четыр": 4, "пят": 5, "шест": 6, "сем": 7, "вос": 8, "девят": 9,
    "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14,
    "пятнадцат": 15, "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19,
    "двадцат": 20, "тридцат": 30, "сорок": 40, "пятьдесят": 50, "пятидесяти": 50,
    "шестьдесят": 60, "шестидесяти": 60, "семьдесят": 70, "семидесяти": 70,
    "восемьдесят": 80, "восьмидесяти": 80, "девяност": 90, "сто": 100, "ста": 100,
}  # fmt: skip

#: A cardinal in any case: «двух», «пяти», «одной», «двадцати».
CARDINAL = (
    r"(?:одн(?:ого|ой|ому|ом|им|у|а|о)|один|двух|дв[ае]|двум(?:я)?|тр[её]х|три|тр[её]м(?:я)?"
    r"|четыр[её]х|четыре|четыр[её]м|пят(?:и|ь|ью)|шест(?:и|ь|ью)|сем(?:и|ь|ью)|вос(?:ьми|емь|емью)"
    r"|девят(?:и|ь|ью)|десят(?:и|ь|ью)|(?:один|две|три|четыр|пят|шест|сем|восем|девят)надцат(?:и|ь)"
    r"|двадцат(?:и|ь)|тридцат(?:и|ь)|сорока?|пятидесяти|пятьдесят|шестидесяти|шестьдесят"
    r"|семидесяти|семьдесят|восьмидесяти|восемьдесят|девяноста?|ста|сто)"
)

_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "четвёрт": 4, "пят": 5, "последн": -1,
}  # fmt: skip

MONTHS = (
    "январ", "феврал", "март", "апрел", "ма[йяею]", "июн", "июл", "август", "сентябр",
    "октябр", "ноябр", "декабр",
)  # fmt: skip
#: A month in any case.
MONTH = (
    r"(?:январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]"
    r"|август[аеу]?|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])"
)

_WEEKDAYS = (
    ("понедельник", "MO"), ("вторник", "TU"), ("сред", "WE"), ("четверг", "TH"),
    ("пятниц", "FR"), ("суббот", "SA"), ("воскресень", "SU"),
)  # fmt: skip
#: A weekday in any case and number.
WEEKDAY = (
    r"(?:понедельник(?:ам|а|у)?|вторник(?:ам|а|у)?|сред(?:ам|а|у|ы|е)|четверг(?:ам|а|у)?"
    r"|пятниц(?:ам|а|у|ы|е)|суббот(?:ам|а|у|ы|е)|воскресень(?:ям|е|я|ю))"
)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}


def cardinal(text: str) -> int | None:
    """«двух» → 2, «41» → 41, «двадцати пяти» → 25; None for anything else."""
    text = text.strip().lower().replace("ё", "е")
    if re.fullmatch(r"\d{1,9}", text):
        return int(text)
    total = 0
    for word in text.split():
        value = _cardinal_word(word)
        if value is None:
            return None
        total += value
    return total or None


def _cardinal_word(word: str) -> int | None:
    if not re.fullmatch(CARDINAL, word):
        return None
    return next(
        value for stem, value in sorted(_UNITS.items(), key=lambda u: -len(u[0])) if word.startswith(stem)
    )


def ordinal(text: str) -> int | None:
    """«II», «2», «2-й», «второй» → 2; «последняя» → -1."""
    text = text.strip().lower()
    latin = text.replace("і", "i").replace("у", "v").replace("х", "x")
    if latin in ROMAN:
        return ROMAN[latin]
    digits = re.match(r"\d{1,2}", text)
    if digits:
        return int(digits[0])
    return next((value for stem, value in _ORDINALS.items() if text.startswith(stem)), None)


def month(text: str) -> int | None:
    """The number of a month named in any case."""
    text = text.lower()
    return next((n for n, stem in enumerate(MONTHS, 1) if re.match(stem, text)), None)


def weekday(text: str) -> str | None:
    """«среда», «по средам» → "WE"."""
    text = text.lower()
    return next((code for stem, code in _WEEKDAYS if text.startswith(stem)), None)
