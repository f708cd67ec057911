"""The index of search, and what a person keeps: watched things, saved filters, recent pages."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.orgs.models import Organisation
from medk.search.querysets import OwnQuerySet, SearchEntryQuerySet


class SearchEntry(models.Model):
    """Запись поиска: one thing that can be found, as its source described it last.

    The words themselves are with the engine (`search.engine`), by the number of this row. `digest`
    tells whether the thing has changed since; `parent_id` is the whole that it goes with.
    """

    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    kind = models.CharField("вид", max_length=24)
    title = models.TextField("название")
    text = models.TextField("текст", blank=True)
    url = models.CharField("адрес", max_length=255)
    place = models.ForeignKey(
        Organisation, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, verbose_name="где"
    )
    year = models.PositiveSmallIntegerField("год", null=True)
    on = models.DateField("дата", null=True)
    until = models.DateField("действует по", null=True)
    weight = models.FloatField("вес", default=1.0)
    parent_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=32)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "запись поиска"
        verbose_name_plural = "записи поиска"
        constraints = [
            models.UniqueConstraint(name="search_entry_once", fields=["subject_type", "subject_id"])
        ]
        indexes = [models.Index(fields=["subject_type", "parent_id"], name="search_entry_by_parent")]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """Слово поиска: a form that stands somewhere in the index, with one of its dictionary forms.

    Misspelt words are compared with these. A word says nothing of where it stands; what is found by
    it is only what the reader sees.
    """

    word = models.CharField("слово", max_length=60)
    lemma = models.CharField("словарная форма", max_length=60, db_index=True)
    initial = models.CharField("первая буква", max_length=1)
    length = models.PositiveSmallIntegerField("длина")

    class Meta:
        verbose_name = "слово поиска"
        verbose_name_plural = "слова поиска"
        constraints = [models.UniqueConstraint(name="search_word_once", fields=["word", "lemma"])]
        indexes = [models.Index(fields=["initial", "length"], name="search_word_by_initial")]

    def __str__(self) -> str:
        return self.word


class SearchBookmark(models.Model):
    """Закладка: up to which audit entry the index has followed what happened."""

    entry_id = models.BigIntegerField("запись журнала", default=0)

    class Meta:
        verbose_name = "закладка поиска"
        verbose_name_plural = "закладки поиска"

    def __str__(self) -> str:
        return str(self.entry_id)


class Watch(models.Model):
    """Наблюдение: a person follows a road map, a measure or an organisation.

    `looked_at`: when they last saw what changed there; `changed_at`: when something that they see
    changed last.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField("с")
    looked_at = models.DateTimeField("просмотрено")
    changed_at = models.DateTimeField("изменилось", null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "наблюдение"
        verbose_name_plural = "наблюдения"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="watch_once", fields=["user", "subject_type", "subject_id"])
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="watch_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class SavedFilter(models.Model):
    """Сохранённый отбор: a list with its filter under a name; opened by its link by anybody who has it.

    Kept as the address; whether what it names is still there is asked when it is opened.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField("название", max_length=100)
    path = models.CharField("страница", max_length=255)
    query = models.TextField("отбор", blank=True)
    created_at = models.DateTimeField("создан")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "сохранённый отбор"
        verbose_name_plural = "сохранённые отборы"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="saved_filter_once", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name


class Recent(models.Model):
    """Недавнее: a page of a thing that the person opened, each once, the latest kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recents")
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    seen_at = models.DateTimeField("открыто")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "недавнее"
        verbose_name_plural = "недавнее"
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="recent_once", fields=["user", "subject_type", "subject_id"])
        ]
        indexes = [models.Index(fields=["user", "-seen_at"], name="recent_latest")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
