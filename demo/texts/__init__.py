"""Every kind of work in the demo city."""

from demo.texts.community import COMMUNITY
from demo.texts.sport import SPORT
from demo.texts.streets import STREETS
from demo.texts.victims import HATE_CRIME, PROTECTED
from demo.texts.youth import MENTORING, YOUTH

OPEN_ARCHETYPES = (*YOUTH, *SPORT, *STREETS, HATE_CRIME, *COMMUNITY)
PROTECTED_ARCHETYPES = PROTECTED

__all__ = ["MENTORING", "OPEN_ARCHETYPES", "PROTECTED_ARCHETYPES"]
