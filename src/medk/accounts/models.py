"""People and their ways to sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned


class Person(Versioned):
    """Человек: somebody who holds appointments; may have no account (decision 4).

    `name` is how the person is shown, in demonstrations a position («Куратор 12»).
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    name = models.CharField("имя", max_length=255)
    position = models.CharField("должность", max_length=255, blank=True)
    email = models.EmailField("рабочая почта", blank=True)
    phone = models.CharField("рабочий телефон", max_length=64, blank=True)

    class Meta:
        verbose_name = "человек"
        verbose_name_plural = "люди"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user for an existing or new person; without a password sign-in is impossible."""
        if "person" not in fields:
            fields["person"] = Person.objects.create(name=fields.pop("name", email), email=email)
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Учётная запись: a way for one person to sign in."""

    email = models.EmailField("электронная почта", unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name="человек")
    is_active = models.BooleanField("действует", default=True)
    created_at = models.DateTimeField("создана", auto_now_add=True)
    #: When the person last opened the desk: "what changed since I was last here".
    looked_at = models.DateTimeField("смотрел рабочий стол", null=True, blank=True)
    seen_before_at = models.DateTimeField("предыдущий приход", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "учётная запись"
        verbose_name_plural = "учётные записи"

    def __str__(self) -> str:
        return self.person.name
