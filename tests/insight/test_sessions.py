from datetime import UTC, datetime, time

import pytest
import time_machine

from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedInitiativeFactory,
    WeeklyTimeFactory,
)

MONDAY_NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY_NOON, tick=False):
        yield


def test_ward_page_lists_the_next_sessions_by_day(client, penn):
    boxing = InitiativeFactory(title="Boxing night", ward=penn, venue__name="Penn Hall")
    WeeklyTimeFactory(initiative=boxing, weekday=1)
    WeeklyTimeFactory(initiative=DraftInitiativeFactory(title="Hidden", ward=penn))
    WeeklyTimeFactory(initiative=ProtectedInitiativeFactory(title="Refuge"))

    response = client.get("/wards/E05000001/")

    text = response.content.decode()
    assert [session.starts.day for session in response.context["sessions"]] == [16, 23]
    for words in ("Tuesday 16 June", "6pm to 8pm", "Boxing night", "Penn Hall", "bank holiday"):
        assert words in text
    for words in ("Hidden", "Refuge"):
        assert words not in text


def test_ward_page_leads_to_the_calendar_where_there_are_many(client, penn):
    for hour in range(8, 18):
        WeeklyTimeFactory(initiative__ward=penn, starts_at=time(hour), ends_at=time(hour, 30))

    response = client.get("/wards/E05000001/")

    assert len(response.context["sessions"]) == 12
    assert "All sessions in the next 14 days" in response.content.decode()
