"""Every kind of work in the demo city."""

from desk.demo.texts_community import COMMUNITY
from desk.demo.texts_sport import SPORT
from desk.demo.texts_streets import STREETS
from desk.demo.texts_victims import HATE_CRIME, PROTECTED
from desk.demo.texts_youth import MENTORING, YOUTH

OPEN_KINDS = (*YOUTH, *SPORT, *STREETS, HATE_CRIME, *COMMUNITY)
PROTECTED_KINDS = PROTECTED

__all__ = ["MENTORING", "OPEN_KINDS", "PROTECTED_KINDS"]
