"""The privacy page's table and the nightly run say the same: each period has its work, and the work keeps it.

For each work of the table a record is made whose event lies exactly where the period ends: it stays. One that
is a second older goes. Whoever declares a new period finds here that a case for it is missing.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils.module_loading import import_string

from accounts.models import EmailLink, SignIn, User
from accounts.personal import SESSION_LIFE
from core import audit, privacy
from core.backups.restoring import OLDEST
from core.models import AuditEvent, FormKey, RequestCount
from groups.models import Group, Invitation
from initiatives.models import Initiative, ProtectedAddress
from matching.models import Conflict, Offer, Viewing
from notifications.models import Message
from places.models import Upload
from tests.factories.accounts import EmailLinkFactory, OfficerFactory, SignInFactory, UserFactory
from tests.factories.groups import DraftGroupFactory, GroupFactory, InvitationFactory, SubmittedGroupFactory
from tests.factories.initiatives import InitiativeFactory, ProtectedAddressFactory
from tests.factories.matching import ConflictFactory, OfferFactory, ViewingFactory
from tests.factories.notifications import MessageFactory
from tests.factories.places import UploadFactory
from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from tests.queries import count_queries
from volunteers.models import ScreeningCheck, Volunteer

NOW = datetime(2031, 8, 31, 12, tzinfo=UTC)  # on a day that six months before did not have
A_SECOND = timedelta(seconds=1)
PERIODS = {period.work: period for fact in privacy.facts() for period in fact.keep}


def last_changed(record, moment):
    type(record).objects.filter(pk=record.pk).update(updated_at=moment)


def event(moment):
    with time_machine.travel(moment, tick=False):
        made = audit.record("something.done", subject=OfficerFactory(), by=None)
    return lambda: AuditEvent.objects.filter(pk=made.pk).exists()


def account(moment):
    made = UserFactory(last_login=moment)
    User.objects.filter(pk=made.pk).update(created_at=moment - timedelta(days=900))
    return lambda: User.objects.filter(pk=made.pk).exists()


def sign_in(moment):
    made = SignInFactory(at=moment)
    return lambda: SignIn.objects.filter(pk=made.pk).exists()


def link(moment):
    made = EmailLinkFactory(expires_at=moment)
    return lambda: EmailLink.objects.filter(pk=made.pk).exists()


def invitation(moment):
    made = InvitationFactory(expires_at=moment)
    return lambda: Invitation.objects.filter(pk=made.pk).exists()


def request_count(moment):
    made = RequestCount.objects.create(key=uuid4().hex, since=moment.timestamp(), number=1)
    return lambda: RequestCount.objects.filter(pk=made.pk).exists()


def form_key(moment):
    made = FormKey.objects.create(key=uuid4().hex, sent="", landed_on="/", used_at=moment)
    return lambda: FormKey.objects.filter(pk=made.pk).exists()


def session(moment):
    made = Session.objects.create(
        session_key=uuid4().hex,
        session_data="",
        expire_date=moment + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    return lambda: Session.objects.filter(pk=made.pk).exists()


def mail(moment):
    made = MessageFactory(state="sent", sent_at=moment)
    Message.objects.filter(pk=made.pk).update(created_at=moment)
    return lambda: Message.objects.filter(pk=made.pk).exists()


def unsent_group(moment):
    made = DraftGroupFactory()
    last_changed(made, moment)
    return lambda: Group.objects.filter(pk=made.pk).exists()


def refused_group(moment):
    made = SubmittedGroupFactory(state="refused", decided_at=moment)
    return lambda: Group.objects.filter(pk=made.pk).exists()


def suspended_group(moment):
    made = GroupFactory(state="suspended", decided_at=moment)
    return lambda: Group.objects.filter(pk=made.pk).exclude(contact_name="").exists()


def unfinished_volunteer(moment):
    made = VolunteerFactory(state="draft", registered_at=None)
    last_changed(made, moment)
    return lambda: Volunteer.objects.filter(pk=made.pk).exists()


def former_volunteer(moment):
    made = VolunteerFactory(state="left")
    last_changed(made, moment)
    return lambda: Volunteer.objects.filter(pk=made.pk, user__isnull=False).exists()


def conflict(moment):
    made = ConflictFactory(volunteer=VolunteerFactory(state="left"))
    last_changed(made.volunteer, moment)
    return lambda: Conflict.objects.filter(pk=made.pk).exists()


def certificate(moment):
    made = ScreeningCheckFactory(checked_at=moment, valid_until=date(2040, 1, 1))
    return lambda: ScreeningCheck.objects.filter(pk=made.pk, issued_on__isnull=False).exists()


def closed_initiative(moment):
    made = InitiativeFactory(state="closed", contact_name="Asha Contact")
    last_changed(made, moment)
    return lambda: Initiative.objects.filter(pk=made.pk).exclude(contact_name="").exists()


def protected_address(moment):
    made = ProtectedAddressFactory()
    last_changed(made.venue, moment)
    return lambda: ProtectedAddress.objects.filter(pk=made.pk).exists()


def answered_offer(moment):
    made = OfferFactory(state="declined", place_number=None, answered_at=moment, decline_reason="Too far")
    return lambda: Offer.objects.filter(pk=made.pk).exclude(decline_reason="").exists()


def upload(moment):
    made = UploadFactory(brought_at=moment)
    return lambda: Upload.objects.filter(pk=made.pk).exists()


def look(moment):
    made = ViewingFactory(seen_at=moment, seen_on=moment.date())
    return lambda: Viewing.objects.filter(pk=made.pk).exists()


CASES = {
    "accounts.retention.forget_ended_sessions": session,
    "accounts.retention.forget_old_sign_ins": sign_in,
    "accounts.retention.forget_unused_accounts": account,
    "accounts.tasks.forget_old_links": link,
    "core.retention.forget_old_events": event,
    "core.retention.forget_request_counts": request_count,
    "core.retention.forget_form_keys": form_key,
    "groups.retention.forget_invitations": invitation,
    "groups.retention.forget_refused": refused_group,
    "groups.retention.forget_suspended": suspended_group,
    "groups.retention.forget_unsent": unsent_group,
    "initiatives.retention.forget_contacts": closed_initiative,
    "initiatives.retention.forget_protected_addresses": protected_address,
    "matching.retention.forget_decisions": conflict,
    "matching.retention.forget_looks": look,
    "matching.retention.forget_words": answered_offer,
    "notifications.tasks.forget_old": mail,
    "places.tasks.forget_uploads": upload,
    "volunteers.retention.forget_certificates": certificate,
    "volunteers.retention.forget_left": former_volunteer,
    "volunteers.retention.forget_unfinished": unfinished_volunteer,
}

# What a restored backup knows of each period: its record is as old as the event that begins it, or what comes
# later only puts the end off; or the event is in the log of erasures (`core.erasures`).
IN_THE_BACKUP = {
    "accounts.retention.forget_ended_sessions",
    "accounts.retention.forget_old_sign_ins",
    "accounts.retention.forget_unused_accounts",
    "accounts.tasks.forget_old_links",
    "core.retention.forget_form_keys",
    "core.retention.forget_old_events",
    "core.retention.forget_request_counts",
    "groups.retention.forget_invitations",  # an answer that is lost only puts the end off
    "groups.retention.forget_unsent",
    "matching.retention.forget_looks",
    "notifications.tasks.forget_old",
    "places.tasks.forget_uploads",
    "volunteers.retention.forget_certificates",
    "volunteers.retention.forget_unfinished",
}
IN_THE_LOG = {"matching.retention.forget_decisions", "volunteers.retention.forget_left"}


def test_a_backup_that_may_be_restored_knows_of_all_that_was_deleted_since():
    unknown = {work: period for work, period in PERIODS.items() if work not in IN_THE_BACKUP | IN_THE_LOG}

    assert set(PERIODS) >= IN_THE_BACKUP | IN_THE_LOG
    assert [work for work, period in unknown.items() if period.before(NOW) > NOW - OLDEST] == []


def test_each_period_of_the_table_has_a_case_here():
    assert set(PERIODS) == set(CASES)


def test_each_period_of_the_table_is_in_the_nightly_run():
    assert set(PERIODS) <= set(settings.DUE_WORK)


def test_each_work_that_forgets_is_in_the_table():
    assert {name for name in settings.DUE_WORK if ".forget_" in name or ".retention." in name} == set(PERIODS)


def test_periods_that_share_their_work_are_equally_long():
    lengths = {(period.work, period.count, period.unit) for fact in privacy.facts() for period in fact.keep}

    assert len(lengths) == len(PERIODS)


def test_sessions_last_as_long_as_the_table_says():
    with_django = timedelta(seconds=settings.SESSION_COOKIE_AGE)

    assert SESSION_LIFE.before(NOW) == NOW - with_django


@pytest.mark.django_db
@pytest.mark.parametrize("work", sorted(CASES))
@time_machine.travel(NOW, tick=False)
def test_the_nightly_run_keeps_what_is_just_inside_its_period(work):
    is_kept = CASES[work](PERIODS[work].before(NOW))

    call_command("run_due")

    assert is_kept()


@pytest.mark.django_db
@pytest.mark.parametrize("work", sorted(CASES))
@time_machine.travel(NOW, tick=False)
def test_the_nightly_run_lets_go_what_is_just_outside_its_period(work, capsys):
    is_kept = CASES[work](PERIODS[work].before(NOW) - A_SECOND)
    assert is_kept()

    call_command("run_due")

    assert not is_kept()
    assert f"{work}: 1\n" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("work", sorted(CASES))
@time_machine.travel(NOW, tick=False)
def test_the_nightly_run_finds_nothing_more_the_second_time(work, capsys):
    CASES[work](PERIODS[work].before(NOW) - A_SECOND)
    call_command("run_due")
    capsys.readouterr()

    call_command("run_due")

    assert f"{work}: 0\n" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("work", sorted(CASES))
@time_machine.travel(NOW, tick=False)
def test_a_batch_takes_as_many_queries_for_ten_as_for_two(work):
    counts = []
    for many in (2, 10):
        for _ in range(many):
            CASES[work](PERIODS[work].before(NOW) - A_SECOND)
        done = []
        counts.append(count_queries(lambda done=done: done.append(import_string(work)(now=NOW))))
        assert done == [many]

    assert counts[0] == counts[1]
