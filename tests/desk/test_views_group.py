import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import audit
from core.models import AuditEvent
from groups.models import Group, Membership
from groups.services import approve_group, record_check, request_changes, submit_registration
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.groups import DraftGroupFactory, GroupFactory, MembershipFactory
from tests.factories.initiatives import InitiativeFactory
from tests.groups.conftest import NOON
from tests.groups.hostile import NASTIEST
from tests.queries import assert_same_for_few_and_many


def text(response):
    return " ".join(response.content.decode().split())


def url(group, name="group"):
    return reverse(f"desk:{name}", args=[group.pk])


def test_page_shows_every_fact(officer, submitted):
    page = text(officer.get(url(submitted)))

    for fact in [
        "Whitmore Friends",
        submitted.reference,
        "We bring neighbours together.",
        "St Peter’s",
        "Prevent violence",
        "WV1 1RG",
        submitted.contact_email,
        submitted.contact_phone,
        submitted.safeguarding_name,
        "gus@example.com",
    ]:
        assert fact in page


def test_page_says_what_is_to_do(officer, unchecked):
    page = text(officer.get(url(unchecked)))

    assert "4 checks to do" in page
    assert page.count("To do") == 4
    assert "Ask for changes" in page
    assert "Nothing yet." in page


def test_page_of_a_refused_group_has_nothing_to_decide(officer, group):
    Group.objects.filter(pk=group.pk).update(state="refused")

    assert "There is nothing to decide at the moment" in text(officer.get(url(group)))


def test_page_warns_of_a_group_that_is_alike(officer, submitted):
    GroupFactory(name="WHITMORE friends", reference="SWP-G-TWIN")

    page = text(officer.get(url(submitted)))

    assert "Other groups have the same name or number" in page
    assert "SWP-G-TWIN" in page


def test_page_lists_what_the_group_offers(officer, group):
    initiative = InitiativeFactory(group=group, title="Boxing for beginners")

    assert reverse("desk:initiative", args=[initiative.pk]) in text(officer.get(url(group)))


def test_page_shows_decisions_checks_and_trail(officer, submitted, carol):
    record_check(group=submitted, kind="contact", outcome="failed", note="Nobody in", by=carol, now=NOON)
    request_changes(group=submitted, message="Which hall?", by=carol, now=NOON, expected_version=1)

    page = text(officer.get(url(submitted)))

    assert "Nobody in" in page
    assert "Earlier checks" in page
    assert "Carol Officer, changes asked for" in page
    assert "Carol Officer recorded a check" in page
    assert "asked for changes to this" in page
    assert page.count("Which hall?") == 2


def test_page_asks_the_same_queries_for_few_and_many(officer, submitted):
    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        Membership.objects.bulk_create(MembershipFactory.build(group=submitted, user=user) for user in users)
        for user in users:
            audit.record("group.answered", subject=submitted, by=user, reason="Which hall?")

    assert_same_for_few_and_many(
        {"group": lambda: officer.get(url(submitted))}, add, at_most=20, few=5, many=50
    )


@pytest.mark.parametrize("name", ["group", "record_check"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_are_closed_to_outsiders(client, submitted, gus, eve, name, method):
    for person in [gus, eve]:
        client.force_login(person)
        assert getattr(client, method)(url(submitted, name)).status_code == 403


@pytest.mark.parametrize("name", ["group", "record_check"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_drafts_are_unknown(officer, name, method):
    draft = DraftGroupFactory()

    assert getattr(officer, method)(url(draft, name)).status_code == 404


def test_check_is_recorded(officer, unchecked, carol):
    data = {"kind": "contact", "outcome": "passed", "note": "Rang them"}

    response = officer.post(url(unchecked, "record_check"), data, follow=True)

    check = unchecked.checks.get()
    assert (check.kind, check.outcome, check.note, check.checked_by) == (
        "contact",
        "passed",
        "Rang them",
        carol,
    )
    assert "Check recorded" in text(response)
    assert "3 checks to do" in text(response)


def test_check_sent_again_with_another_answer_keeps_it_and_asks(officer, unchecked):
    data = {"kind": "contact", "outcome": "passed", "form_key": "one"}
    officer.post(url(unchecked, "record_check"), data)

    response = officer.post(url(unchecked, "record_check"), data | {"note": "Rang <again>"})

    assert "You have sent this form before" in text(response)
    assert "Rang &lt;again&gt;" in text(response)
    assert unchecked.checks.count() == 1


def test_check_form_says_what_is_wrong_and_keeps_the_note(officer, unchecked):
    response = officer.post(url(unchecked, "record_check"), {"note": "Rang <them>"})

    page = text(response)
    assert "<title>Error: Merridale Neighbours" in page
    assert "Select what you checked" in page
    assert "Rang &lt;them&gt;" in page
    assert not unchecked.checks.exists()


def decide(client, group, decision, message="", version=None):
    data = {
        "decision": decision,
        "message": message,
        "version": group.version if version is None else version,
    }
    return client.post(url(group), data, follow=True)


def test_approve_makes_the_group_public(officer, submitted, client):
    response = decide(officer, submitted, "approve")

    submitted.refresh_from_db()
    assert submitted.state == "approved"
    assert "Decision saved." in text(response)
    assert Message.objects.get().template == "group_approved"
    assert client.get(submitted.get_absolute_url()).status_code == 200


def test_approve_names_the_checks_that_are_missing(officer, unchecked):
    response = decide(officer, unchecked, "approve", "Kept words")

    page = text(response)
    assert "Record these checks first: Public register matches; Contact replied" in page
    assert "Kept words" in page
    unchecked.refresh_from_db()
    assert unchecked.state == "submitted"


@pytest.mark.parametrize(
    ("decision", "state", "template"),
    [
        ("changes", "changes_requested", "group_changes_requested"),
        ("refuse", "refused", "group_refused"),
    ],
)
def test_decision_against_tells_the_group_why(officer, submitted, decision, state, template):
    decide(officer, submitted, decision, "Which hall?\nAnd when?")

    submitted.refresh_from_db()
    assert submitted.state == state
    message = Message.objects.get()
    assert (message.template, message.to) == (template, "gus@example.com")
    assert "Which hall?\nAnd when?" in message.body


def test_decision_against_asks_for_words(officer, submitted):
    page = text(decide(officer, submitted, "refuse"))

    assert "Enter a message to the group that says why" in page
    assert 'href="#id_message"' in page
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_suspend_hides_the_group_and_what_it_offers(officer, group, asha):
    initiative = InitiativeFactory(group=group)

    decide(officer, group, "suspend", "Safeguarding")

    group.refresh_from_db()
    initiative.refresh_from_db()
    assert (group.state, initiative.state) == ("suspended", "paused")


def test_reinstate_shows_the_group_again(officer, group):
    decide(officer, group, "suspend", "Safeguarding")
    group.refresh_from_db()

    decide(officer, group, "reinstate")

    group.refresh_from_db()
    assert group.state == "approved"


def test_decision_that_does_not_fit_says_so(officer, submitted):
    assert "You cannot make this decision because of the group’s current status" in text(
        decide(officer, submitted, "suspend", "No")
    )


def test_second_officer_is_told_who_was_quicker(officer, submitted, sam):
    approve_group(group=submitted, by=sam, now=NOON, expected_version=1)

    response = decide(officer, submitted, "refuse", "My careful words", version=1)

    page = text(response)
    assert response.status_code == 409
    assert "Sam Senior approved this group 0 minutes ago" in page
    assert "Your decision was not saved" in page
    assert "My careful words" in page
    assert 'name="version" value="2"' in page
    submitted.refresh_from_db()
    assert submitted.state == "approved"
    assert submitted.decisions.count() == 1


def test_second_officer_is_told_that_the_group_sent_it_again(officer, submitted, sam, gus):
    request_changes(group=submitted, message="More", by=sam, now=NOON, expected_version=1)
    submit_registration(group=submitted, by=gus, now=NOON)

    response = decide(officer, submitted, "approve", version=1)

    assert response.status_code == 409
    assert f"{gus} sent this" in text(response)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


@pytest.mark.parametrize("key", ["decision", "message", "version", "kind", "outcome", "note"])
@pytest.mark.parametrize("value", NASTIEST)
def test_forms_survive_hostile_text(officer, submitted, key, value):
    good = {"decision": "changes", "message": "x", "version": "1", "kind": "contact", "outcome": "passed"}

    for name in ["group", "record_check"]:
        response = officer.post(url(submitted, name), {**good, key: value}, follow=True)

        assert response.status_code in {200, 409}
        assert "<script>alert" not in text(response)


def test_every_decision_leaves_its_trail(officer, submitted, carol):
    decide(officer, submitted, "approve")

    event = AuditEvent.objects.about(submitted).last()
    assert (event.action, event.actor_name) == ("group.approved", "Carol Officer")


def test_officers_leave_their_own_group_to_another(officer, submitted, carol):
    MembershipFactory(group=submitted, user=carol, role="editor")
    before = timezone.now()

    checked = officer.post(
        url(submitted, "record_check"), {"kind": "register", "outcome": "passed", "note": ""}
    )
    decided = officer.post(url(submitted), {"decision": "approve", "message": "", "version": 1})

    for response in (checked, decided):
        assert "You act for this group, so you cannot decide" in text(response)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    assert not AuditEvent.objects.about(submitted).filter(action="group.checked", at__gt=before).exists()
