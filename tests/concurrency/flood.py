"""Four processes of a production site are flooded by fifty networks: run by test_flood.py.

    python -m tests.concurrency.flood

Before the flood the owner of an account signs in on a device. Strangers then try passwords at the account and
at hundreds of others, and ask for codes and links for it and for one mailbox that has no account, by many
names. They wait as long as people do before they send a form, so that the traps catch none of them.
Prints what the strangers were told, which mails were queued, and who gets in afterwards.
"""

import json
import os
import random
import re
import time
from collections import Counter
from http.cookies import SimpleCookie
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from notifications.models import Message

PROCESSES, NETWORKS, API_CALLS = 4, 50, 200
OWNER, STRANGER, PASSWORD = "owner@example.com", "victim", "correct horse battery"
SIGN_IN, CODE, GROUP, VOLUNTEER = (
    "/account/login/",
    "/account/login/code/",
    "/register/group/",
    "/register/volunteer/",
)
HOME = "192.0.2.10"
OPENED = re.compile(r'name="opened"\s+value="([^"]+)"')
Post = tuple[str, dict[str, str]]


def browser(network: str, device: Any = None) -> Client:
    """Return a browser in a network, as the proxy shows it, with the cookie of a known device or none."""
    client = Client(
        HTTP_HOST=settings.ALLOWED_HOSTS[0], HTTP_X_FORWARDED_FOR=network, HTTP_X_FORWARDED_PROTO="https"
    )
    client.cookies = SimpleCookie()
    if device:
        client.cookies[settings.DEVICE_COOKIE_NAME] = device.value
    return client


def posts(opened: str) -> list[Post]:
    """Return the thousand forms that the strangers send."""
    aliases = [f"{STRANGER}+{number}@example.com" for number in range(150)]
    return [
        *((SIGN_IN, {"login": OWNER, "password": f"guess {number}"}) for number in range(400)),
        *((SIGN_IN, {"login": f"person{number}@example.com", "password": "guess"}) for number in range(150)),
        *((CODE, {"email": email}) for email in [OWNER] * 150 + aliases[:75]),
        *((GROUP, {"email": email, "opened": opened}) for email in [OWNER] * 50 + aliases[75:]),
        *((VOLUNTEER, {"email": email, "opened": opened}) for email in [OWNER] * 50 + aliases[:50]),
    ]


def told(response: Any) -> str:
    """Return in a word what a page says."""
    if response.status_code != 200:
        return str(response.status_code)
    page = response.content.decode()
    return "too many" if "You have tried too many times" in page else "wrong" * ("not correct" in page)


def strangers(opened: str, process: int) -> Counter[str]:
    """Send one process's share of the forms, each from another network than the one before."""
    mixed = random.Random(13).sample(posts(opened), len(posts(opened)))
    answers: Counter[str] = Counter()
    for number, (path, form) in enumerate(mixed):
        if number % PROCESSES == process:
            response = browser(f"198.51.100.{number % NETWORKS}").post(path, form)
            answers[f"{path if form.get('login') != OWNER else 'owner'} {told(response)}"] += 1
    return answers


def callers() -> Counter[str]:
    """Call the API as often as one network can."""
    client = browser("198.51.100.0")
    return Counter(f"api {client.get('/api/v1/wards/').status_code}" for _call in range(API_CALLS))


def split(opened: str) -> Counter[str]:
    """Let all processes loose, and add up what they were told."""
    connection.close()
    jobs = [callers, *(lambda process=process: strangers(opened, process) for process in range(PROCESSES))]
    children = []
    for job in jobs:
        reader, writer = os.pipe()
        if os.fork() == 0:
            outcome: dict[str, int] = {"died": 1}
            try:
                outcome = job()
            finally:
                os.write(writer, json.dumps(outcome).encode())
                os._exit(0)
        os.close(writer)
        children.append(reader)
    answers: Counter[str] = Counter()
    for reader in children:
        with os.fdopen(reader, "rb") as pipe:
            answers.update(json.loads(pipe.read()))
        os.wait()
    return answers


def sign_in(network: str, device: Any = None) -> Client:
    """Let the owner send the right password."""
    client = browser(network, device)
    client.post(SIGN_IN, {"login": OWNER, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    """Return whether somebody is signed in."""
    return "_auth_user_id" in client.session


def main() -> None:
    """Let it flood, and print what came of it."""
    # A real hash takes its time, of which this test has none. Nobody has collected the styles of the pages.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("createcachetable")
    User.objects.create_user(OWNER, PASSWORD)
    device = sign_in(HOME).cookies[settings.DEVICE_COOKIE_NAME]
    opened = OPENED.search(browser(HOME).get(GROUP).content.decode())[1]  # type: ignore[index]
    time.sleep(settings.TIME_TRAP_SECONDS + 0.1)
    begun = time.monotonic()
    answers = split(opened)
    seconds = round(time.monotonic() - begun, 1)
    mails = Counter(re.sub(r"\+\d+", "", to) for to in Message.objects.values_list("to", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        entries = cursor.fetchone()[0]
    print(  # noqa: T201  # the answer to the test
        json.dumps(
            {
                "seconds": seconds,
                "posts": len(posts(opened)),
                "answers": answers,
                "mails": mails,
                "entries": entries,
                "guesser is in": is_in(sign_in("198.51.100.7")),
                "owner on a new device is in": is_in(sign_in("203.0.113.9")),
                "owner on a known device is in": is_in(sign_in("198.51.100.7", device)),
            }
        )
    )


if __name__ == "__main__":
    main()
