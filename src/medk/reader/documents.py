"""Nouns that name a document, so that a row's result is the document itself."""

from medk.reader.morphology import noun_lemmas

#: Documents that the indicators of the five orders name, and their usual kin.
DOCUMENTS = frozenset(
    [
        "справка",
        "отчет",
        "отчёт",
        "приказ",
        "распоряжение",
        "постановление",
        "положение",
        "план",
        "план-график",
        "график",
        "карта",
        "список",
        "перечень",
        "реестр",
        "программа",
        "подпрограмма",
        "концепция",
        "рекомендация",
        "письмо",
        "анкета",
        "форма",
        "договор",
        "соглашение",
        "протокол",
        "акт",
        "документ",
        "регламент",
        "порядок",
        "паспорт",
        "заключение",
        "заявка",
        "сборник",
        "пособие",
        "буклет",
        "памятка",
        "резюме",
        "пакет",
        "банк",
        "материал",
        "меморандум",
        "резолюция",
        "решение",
        "методика",
        "инструкция",
        "чек-лист",
        "маршрут",
        "кейс",
        "портфолио",
        "дорожная-карта",
        "сертификат",
        "удостоверение",
        "алгоритм",
        "комплект",
        "альбом",
        "брошюра",
        "публикация",
        "статья",
        "модель",
    ]
) - {"маршрут", "публикация", "статья", "сертификат", "удостоверение", "модель"}


def is_document(word: str) -> bool:
    """Whether the word, in any case, names a document."""
    return document_lemma(word) is not None


def document_lemma(word: str) -> str | None:
    """Dictionary form of a document's name, or None."""
    lower = word.lower()
    if "-" not in lower:
        return _simple(lower)
    parts = [_simple(part) or part for part in lower.split("-")]
    if parts[0] in DOCUMENTS:
        return "-".join(parts)
    return parts[-1] if parts[-1] in DOCUMENTS else None


def _simple(word: str) -> str | None:
    return next((lemma for lemma in noun_lemmas(word) if lemma in DOCUMENTS), None)


#: What a word that also names an action governs then: «решение вопросов» is no document.
_ACTED_ON = {
    "решение": frozenset({"вопрос", "задача", "проблема", "спор", "конфликт", "ситуация"}),
    "заключение": frozenset({"договор", "соглашение", "контракт", "меморандум"}),
}


def is_action(lemma: str, following: str | None) -> bool:
    """Whether a document's name stands for the action instead, by the noun after it."""
    governed = _ACTED_ON.get(lemma, frozenset())
    return following is not None and any(found in governed for found in noun_lemmas(following))
