"""Words, numbers, layouts, misspellings and excerpts, without a database."""

import pytest

from medk.search.rules.asking import MOST_SIGNS, MOST_WORDS, asked, corrected
from medk.search.rules.excerpts import Sought, excerpt, marked
from medk.search.rules.layout import in_russian, may_be_russian
from medk.search.rules.typos import nearest
from medk.search.rules.words import forms, indexed, number_token, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Провести совещания школ", "провести совещание школа"),
        ("муниципальными координаторами", "муниципальный координатор"),
        ("учёт и отчёт", "учет и отчет"),
        ("МБОУ «СОШ № 7»", "мбоу сош n7"),
        ("№ 07 и N 17", "n7 и n17"),
        ("мероприятие 1.28", "мероприятие n1p28"),
        ("приказ 01-12/345 от 01.03.2022", "приказ n01m12s345 от n01p03p2022"),
        ("2021-2022 год", "n2021 n2022 год"),
        ("10-я школа", "n10 я школа"),
        ("", ""),
    ],
)
def test_texts_become_dictionary_forms_and_whole_numbers(text: str, words: str) -> None:
    assert tokens(text) == words


def test_every_reading_of_a_word_is_indexed_after_the_text() -> None:
    assert indexed("диагностику школ") == "диагностик школа диагностика"
    assert ("диагностику", "диагностика") in forms("диагностику школ")
    assert ("диагностика", "диагностика") in forms("диагностику школ")
    assert not forms("№ 7, 1.28, head@school.test")


def test_an_address_of_mail_is_one_exact_word() -> None:
    assert len(tokens("head7@school.test").split()) == 1
    assert tokens("head7@school.test") != tokens("head17@school.test")


@pytest.mark.parametrize(("one", "other"), [("7", "17"), ("1.28", "1.2"), ("1.28", "128"), ("1/28", "1.28")])
def test_numbers_are_never_taken_for_each_other(one: str, other: str) -> None:
    assert number_token(one) != number_token(other)


def test_the_other_layout_is_recognised() -> None:
    assert in_russian("irjkf") == "школа"
    assert in_russian("ljhj;yfz rfhnf") == "дорожная карта"
    assert may_be_russian("irjkf")
    assert not may_be_russian("школа")
    assert not may_be_russian("1.28")


def test_a_question_is_terms_the_last_a_beginning() -> None:
    question = asked("диагностика школ")
    assert [term.word for term in question.terms] == ["диагностика", "школ"]
    assert [term.prefix for term in question.terms] == ["", "школ"]
    assert "школа" in question.terms[1].tokens


def test_words_in_quotes_are_a_phrase() -> None:
    (phrase, word) = asked("«рисковый профиль» школы").terms
    assert phrase.is_phrase
    assert phrase.tokens == ("рисковый", "профиль")
    assert word.word == "школы"


def test_a_number_after_its_sign_is_asked_of_titles() -> None:
    named, plain = asked("№ 7").terms[0], asked("7").terms[0]
    assert named.in_title
    assert not plain.in_title


@pytest.mark.parametrize("text", ["ш", "", "   ", '?!«»"*', "\0", "()&|:*"])
def test_nothing_is_looked_for_in_signs_alone(text: str) -> None:
    assert asked(text).terms == ()


def test_a_long_question_is_cut_and_says_so() -> None:
    question = asked("школа " * 60)
    assert question.is_cut
    many = asked(" ".join(f"слово{chr(1072 + n)}" for n in range(20)))
    assert len(many.terms) == MOST_WORDS
    assert many.is_cut
    assert not asked("школа").is_cut
    assert MOST_SIGNS < 300


def test_every_token_is_harmless_to_the_engines() -> None:
    question = asked('"школа" OR * NEAR(a, b) ^ title:x \' ; DROP TABLE -- {a} \\ 1=1 №7 a@b.ru')
    for term in question.terms:
        for token in (*term.tokens, term.prefix):
            assert token.isalnum() or not token


KNOWN = [("школа", "школа"), ("школам", "школа"), ("шкала", "шкала"), ("диагностику", "диагностика")]


@pytest.mark.parametrize(
    ("word", "lemmas"),
    [
        ("шклоа", ["школа"]),  # two letters swapped
        ("шкла", ["шкала", "школа"]),  # one letter missing
        ("школаа", ["школа"]),  # one letter too many
        ("диогностку", ["диагностика"]),  # two wrong in a long word
        ("кол", []),  # too short to guess
        ("мероприятие", []),
    ],
)
def test_misspelt_words_find_the_nearest_known(word: str, lemmas: list[str]) -> None:
    assert sorted(nearest(word, KNOWN)) == sorted(lemmas)


def test_a_corrected_question_keeps_numbers_as_they_are() -> None:
    question = corrected(asked("шклоа 7"), {"шклоа": ["школа"], "7": ["17"]})
    assert "школа" in question.terms[0].tokens
    assert question.terms[1].tokens == ("n7",)


def test_excerpts_mark_what_was_found_and_keep_the_text() -> None:
    text = "Начало. " + "Слова ни о чём. " * 30 + "Провести диагностику в школе № 7. Конец."
    pieces = excerpt(text, Sought({"диагностику"}, numbers={"n7"}))
    assert [piece.text for piece in pieces if piece.is_found] == ["диагностику", "7"]
    assert "".join(piece.text for piece in pieces).startswith("… ")
    whole = marked("Школа № 17", Sought({"школа"}, numbers={"n7"}))
    assert "".join(piece.text for piece in whole) == "Школа № 17"
    assert [piece.text for piece in whole if piece.is_found] == ["Школа"]
    assert excerpt(text, Sought({"мониторинг"})) == []
