"""An attacker with an account: nothing of others can be opened, changed or mixed into what is one's own."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from tests.architecture.test_access import (
    ACCESS,
    MEMBERS,
    OWNER,
    VOLUNTEER,
    address,
    get_resolver_arguments,
)
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory, InvitationFactory, MembershipFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
PRIVATE = sorted(
    name
    for name, people in ACCESS.items()
    if people in (MEMBERS, OWNER, VOLUNTEER) and {"pk", "group"} & set(get_resolver_arguments(name))
)


@pytest.fixture
def stranger(town):
    """Someone who owns another group with all that goes with it, and volunteers as well."""
    volunteer = VolunteerFactory()
    group = MembershipFactory(user=volunteer.user, group=GroupFactory()).group
    editor = MembershipFactory(group=group, role="editor")
    invitation = InvitationFactory(group=group)
    role = RoleFactory(initiative=InitiativeFactory(group=group))
    OfferFactory(volunteer=volunteer, role=role)
    volunteer.user.has = {
        "groups": {"pk": group.pk, "member": editor.pk, "invitation": invitation.pk},
        "initiatives": {"group": group.pk, "pk": role.initiative.pk, "role": role.pk},
        "matching:offer": {"pk": volunteer.offers.get().pk},
    }
    return volunteer.user


def named(things, name):
    """Return what an address is named by, of what a person or the town has."""
    return things.get(name, things.get(name.partition(":")[0], {}))


@pytest.mark.parametrize("name", PRIVATE)
def test_what_others_have_does_not_exist(client, town, stranger, name):
    client.force_login(stranger)
    wanted = get_resolver_arguments(name)
    theirs = {key: value for key, value in named(town, name).items() if key in wanted}

    assert client.get(reverse(name, kwargs=theirs)).status_code in {404, 405}
    assert client.post(reverse(name, kwargs=theirs)).status_code == 404


@pytest.mark.parametrize("name", [name for name in PRIVATE if len(get_resolver_arguments(name)) > 1])
def test_what_others_have_can_not_be_reached_through_ones_own(client, town, stranger, name):
    client.force_login(stranger)
    wanted = get_resolver_arguments(name)
    theirs = {key: value for key, value in named(town, name).items() if key in wanted}
    own = {**theirs, **{key: value for key, value in named(stranger.has, name).items() if key in wanted}}
    mixtures = [{**own, key: theirs[key]} for key in wanted if own[key] != theirs[key]]

    assert mixtures
    for mixture in mixtures:
        assert client.get(reverse(name, kwargs=mixture)).status_code in {404, 405}
        assert client.post(reverse(name, kwargs=mixture)).status_code == 404


def test_more_fields_than_a_form_has_change_nothing_else(client, asha, group, dev):
    extra = {"state": "suspended", "version": 99, "role": "senior_officer", "is_superuser": "1"}
    client.force_login(dev)
    before = dict(dev.volunteer.__dict__)
    client.post("/my/details/name/", {**extra, "name": "Dev New", "dbs_level": 4, "placement_limit": 9})
    client.post("/account/name/", {**extra, "name": "Dev New", "email": "other@example.com"})
    client.force_login(asha)
    client.post(f"/my-groups/{group.pk}/register/about/", {**extra, "summary": "New", "audience": "All"})

    for thing in (dev, dev.volunteer, group):
        thing.refresh_from_db()
    assert (dev.name, dev.email, dev.role, dev.is_superuser) == (
        "Dev New",
        "dev@example.com",
        "public",
        False,
    )
    assert all(
        getattr(dev.volunteer, name) == before[name] for name in ("state", "dbs_level", "placement_limit")
    )
    assert group.state == "approved"
    assert set(group.pending_change.answers) == {"summary", "audience"}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, target):
    user = UserFactory(password=make_password("a-long-password"))

    response = client.post(
        "/account/login/", {"login": user.email, "password": "a-long-password", "next": target}
    )

    assert response.url == "/account/"


def test_a_foreign_host_is_refused(client, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"x-forwarded-host": "evil.example"}).status_code == 200


@pytest.mark.parametrize("name", sorted(name for name in ACCESS if not name.startswith("api:")))
def test_a_form_from_elsewhere_is_refused(browser_of, town, name):
    person = next((each for each in ("dev", "asha", "carol", "sam") if each in ACCESS[name]), "eve")
    client = browser_of(person, enforce_csrf_checks=True)

    response = client.post(address(name, town))

    assert response.status_code == 403
    assert "check that this came from you" in response.content.decode()
