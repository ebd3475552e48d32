from datetime import UTC

import factory
from allauth.mfa.models import Authenticator

from accounts.models import EmailLink, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")


class OfficerFactory(UserFactory):
    """An officer who has a second factor, as the desk asks."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    role = User.Role.OFFICER

    @factory.post_generation
    def second_factor(self, create, extracted):
        if extracted is not False:
            Authenticator.objects.create(
                user=self, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
            )


class SeniorOfficerFactory(OfficerFactory):
    role = User.Role.SENIOR_OFFICER


class EmailLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmailLink

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    purpose = EmailLink.Purpose.REGISTER_GROUP
    secret_hash = factory.Sequence(lambda n: f"{n:064d}")
    expires_at = factory.Faker("future_datetime", tzinfo=UTC)
