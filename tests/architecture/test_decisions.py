"""The records of decisions are told apart by their numbers."""

import re
from pathlib import Path

RECORDS = sorted((Path(__file__).resolve().parents[2] / "docs" / "decisions").glob("*.md"))


def test_no_two_decisions_share_a_number():
    numbers = [record.name[:4] for record in RECORDS]

    assert numbers == [f"{number:04d}" for number in range(1, len(RECORDS) + 1)]


def test_each_decision_says_its_own_number():
    for record in RECORDS:
        heading = record.read_text(encoding="utf-8").splitlines()[0]
        assert re.match(rf"# {record.name[:4]}\. \S", heading), record.name
