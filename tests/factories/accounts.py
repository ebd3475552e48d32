from datetime import UTC

import factory
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import EmailLink, SignIn, User


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


class SignInFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SignIn

    user = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)
    network = "192.0.2.7"
    browser = "Firefox"
    system = "Windows"
    method = SignIn.Method.CODE
    has_second_factor = False
