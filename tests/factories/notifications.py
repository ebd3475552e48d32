import factory

from notifications.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    template = "register_group"
    to = factory.Sequence(lambda n: f"person{n}@example.com")
    subject = "Register your group"
    body = "Open this link: https://safer.example/account/link/abc/\n"
