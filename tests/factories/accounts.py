"""People and their accounts."""

import factory

from medk.accounts.models import Person, User

#: Every test user signs in with this, when a test signs in through the form.
PASSWORD = "береза-у-крыльца-7"


class PersonFactory(factory.django.DjangoModelFactory):
    """A person named by position, as in the demo."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Сотрудник {n}")
    position = "специалист"
    email = factory.Sequence(lambda n: f"person{n}@example.test")


class UserFactory(factory.django.DjangoModelFactory):
    """An account with a working password; holds no appointment, so sees nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    email = factory.Sequence(lambda n: f"user{n}@example.test")

    @factory.post_generation
    def password(self, create: bool, given: str | None, **kwargs: object) -> None:
        self.set_password(given or PASSWORD)
        if create:
            self.save(update_fields=["password"])
