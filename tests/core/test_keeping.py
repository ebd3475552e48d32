from datetime import date

from core import keeping
from core.keeping import kept_briefly

TODAY, TOMORROW = date(2026, 6, 1), date(2026, 6, 2)


def reader(monkeypatch, settings, seconds):
    """Return a list that notes when it is read, and a clock to turn."""
    clock, reads = [100.0], []
    settings.KEEP_SECONDS = seconds
    monkeypatch.setattr(keeping, "monotonic", lambda: clock[0])

    @kept_briefly
    def choices(day):
        reads.append(day)
        return [("key", f"{day}")]

    return choices, reads, clock


def test_kept_briefly_reads_once_until_its_copy_is_old(monkeypatch, settings):
    choices, reads, clock = reader(monkeypatch, settings, 60)

    assert choices(TODAY) == choices(TODAY) == [("key", "2026-06-01")]
    clock[0] = 159.9
    choices(TODAY)
    assert reads == [TODAY]
    clock[0] = 160.0
    choices(TODAY)
    assert reads == [TODAY, TODAY]


def test_kept_briefly_reads_another_day_by_itself(monkeypatch, settings):
    choices, reads, _clock = reader(monkeypatch, settings, 60)
    choices(TODAY)

    assert choices(TOMORROW) == [("key", "2026-06-02")]
    assert reads == [TODAY, TOMORROW]


def test_kept_briefly_keeps_nothing_for_no_time(monkeypatch, settings):
    choices, reads, _clock = reader(monkeypatch, settings, 0)
    choices(TODAY)
    choices(TODAY)

    assert reads == [TODAY, TODAY]


def test_kept_briefly_starts_anew_when_it_holds_too_much(monkeypatch, settings):
    monkeypatch.setattr(keeping, "MOST", 1)
    choices, reads, _clock = reader(monkeypatch, settings, 60)
    for day in (TODAY, TOMORROW, TODAY):
        choices(day)

    assert reads == [TODAY, TOMORROW, TODAY]
