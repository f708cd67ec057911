"""An indicator into targets: what has to be reached for the measure to count.

Conventions of the reading contract: a number's sentence gives one target, a named
document that is produced or handed over is `document`, a mere statement is `fact`.
"""

import re
from itertools import dropwhile

from medk.reader.clauses import Clause, clauses_of
from medk.reader.documents import document_lemma, is_action
from medk.reader.morphology import is_mainly, is_part
from medk.reader.plan import Target
from medk.reader.quantities import period_in, quantities_in
from medk.reader.units import unit_after

_SHARE_WORD = re.compile(r"^\W*(?:доля|процент|удельный вес)\b", re.IGNORECASE)
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
#: An abbreviation alone («ИС МЭДК;») states nothing.
_STATED = re.compile(r"[а-яё]{2}")
#: Verbs by which a document comes to be or is handed over.
_MADE = re.compile(
    r"(?:разработа|разрабат|утвержд[её]н|утверди|утверждё|подготов|сформирова|составл|составит|создан|созда[лю]|издан|изда[лю]"
    r"|представлен|представи|представля|предоставл|предостави|размещ|размести|направл|направи|заполн|оформл|оформи|опубликова"
    r"|заключен|заключи|подписа|принят|внесены? изменени|обновл|собран|актуализирова|сда[нлю]|загруж|загрузи)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[«\"]\s*([А-Яа-яЁё-]+)")
_PRESENCE = re.compile(r"^\W*(?:наличие|есть|имеется|имеются)\b", re.IGNORECASE)


def targets_of(text: str) -> tuple[Target, ...]:
    """Targets of an indicator in the order of their statements."""
    found: list[Target] = []
    for clause in clauses_of(text):
        found.extend(_of_clause(clause))
    return tuple(found)


def _of_clause(clause: Clause) -> list[Target]:
    numbers = quantities_in(clause.text)
    asides = [target for aside in clause.asides for target in quantities_in(aside)]
    if numbers:
        return numbers + asides
    if _SHARE_WORD.match(clause.text):
        return _share(clause, asides)
    document = _document(clause.text)
    if asides:
        keeps = document is not None and _has_predicate(clause.text)
        return ([document] if keeps and document else []) + asides
    document = document or _document_aside(clause)
    if document:
        return [document]
    return [Target("fact", per=None)] if _STATED.search(clause.text) else []


def _document_aside(clause: Clause) -> Target | None:
    """«Собраны данные (информационная справка)»; a list in brackets only explains."""
    stated = _has_predicate(clause.text)
    asides = (aside for aside in clause.asides if stated or "," not in aside)
    return next(filter(None, map(_document, asides)), None)


def _share(clause: Clause, asides: list[Target]) -> list[Target]:
    """«Доля …»: the number may stand in brackets; a document there is a target of its own."""
    unit = unit_after(_SHARE_WORD.sub("", clause.text))
    shares = asides or [Target("share", None, unit, period_in(clause.text))]
    documents = [_document(aside) for aside in clause.asides]
    return shares + [document for document in documents if document]


def _document(text: str) -> Target | None:
    """The document that the statement says is made, handed over or there; else None."""
    words = [found[0] for found in _WORD.finditer(text)]
    lemma = _present(text, words) or _made(text, words) or _named(words)
    return Target("document", None, _titled(text, lemma)) if lemma else None


def _titled(text: str, lemma: str) -> str:
    """«Заполнена форма «Анкета …»»: the quoted name says which document it is."""
    if lemma == "карта" and re.search(r"дорожн\w+\s+карт", text, re.IGNORECASE):
        return "дорожная карта"
    quoted = _QUOTED.search(text)
    if lemma != "форма" or not quoted:
        return lemma
    return document_lemma(quoted[1]) or lemma


def _present(text: str, words: list[str]) -> str | None:
    """«Наличие графиков посещений»: the first noun after the word is a document."""
    return _head(words[1:], "gent") if _PRESENCE.match(text) else None


def _made(text: str, words: list[str]) -> str | None:
    """A document in the nominative or accusative beside a verb of making or handing over."""
    if not any(_MADE.match(word) and _is_predicate(word) for word in words):
        return None
    for index, word in enumerate(words):
        lemma = document_lemma(word)
        if lemma and _is_direct(word) and not _after_preposition(words, index):
            return lemma
    return None


def _is_direct(word: str) -> bool:
    first = word.split("-")[0] if not is_part(word, "NOUN") else word
    last = word.split("-")[-1]
    return any(is_part(part, "NOUN", case) for part in (first, last) for case in ("nomn", "accs"))


def _after_preposition(words: list[str], index: int) -> bool:
    """Whether a preposition governs the noun: it stands before its adjectives."""
    for word in reversed(words[max(0, index - 4) : index]):
        if is_mainly(word, "PREP"):
            return True
        if not (is_part(word, "ADJF") or is_part(word, "PRTF")):
            return False
    return False


def _named(words: list[str]) -> str | None:
    """A verbless statement whose head is a document: «Информационная справка по …»."""
    return None if any(map(_is_predicate, words)) else _head(words, "nomn")


def _head(words: list[str], case: str) -> str | None:
    for index, word in enumerate(words[:6]):
        lemma = document_lemma(word)
        if lemma and is_action(lemma, _noun_in(words[index + 1 : index + 4])):
            return None
        if lemma:
            parts = (word, word.split("-")[0], word.split("-")[-1])
            return lemma if any(is_part(part, "NOUN", case) for part in parts) else None
        if is_part(word, "NOUN") and not is_part(word, "ADJF"):
            return None
    return None


def _noun_in(words: list[str]) -> str | None:
    """The noun that follows, its adjectives passed over."""
    rest = dropwhile(lambda word: is_mainly(word, "ADJF") or is_mainly(word, "PRTF"), words)
    return next(rest, None)


def _has_predicate(text: str) -> bool:
    return any(_is_predicate(found[0]) for found in _WORD.finditer(text))


def _is_predicate(word: str) -> bool:
    return is_mainly(word, "PRTS") or is_mainly(word, "VERB") or is_mainly(word, "ADJS")
