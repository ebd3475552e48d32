"""The partnership's published strategies.

Sources: the council's news on the strategy of 2020 (its three aims and building capacity), and on the
strategy of 2025 to 2028, launched on 6 October 2025 (its five themes). The summaries are our own words.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """A priority that a strategy commits to."""

    slug: str
    name: str
    summary: str
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class StrategyFacts:
    """A published strategy and the dates between which it is in force."""

    slug: str
    name: str
    valid_from: date
    valid_to: date | None
    source: str
    priorities: tuple[PriorityFacts, ...]


STRATEGIES = (
    StrategyFacts(
        slug="lasting-aims",
        name="The partnership’s lasting aims",
        valid_from=date(2020, 4, 1),
        valid_to=None,
        source="https://wolverhampton.gov.uk/news/have-say-safer-wolverhampton-partnership-strategy",
        priorities=(
            PriorityFacts(
                "prevent-violence", "Prevent violence", "Stop people from being hurt, and step in early."
            ),
            PriorityFacts("reduce-reoffending", "Reduce reoffending", "Help people to leave crime behind."),
            PriorityFacts(
                "reduce-victimisation",
                "Reduce victimisation",
                "Keep people from becoming victims, and stand by those who did.",
                is_sensitive=True,
            ),
            PriorityFacts(
                "build-capacity",
                "Build community capacity",
                "Help neighbours and groups to do more for their area.",
            ),
        ),
    ),
    StrategyFacts(
        slug="2025-2028",
        name="Strategy 2025 to 2028",
        valid_from=date(2025, 10, 6),
        valid_to=date(2028, 12, 31),
        source="https://www.bbc.co.uk/news/articles/c5yqpn411glo",
        priorities=(
            PriorityFacts(
                "public-place-violence",
                "Violence in public places",
                "Knife crime, fights and gangs in our streets.",
            ),
            PriorityFacts(
                "anti-social-behaviour",
                "Anti-social behaviour",
                "Noise, nuisance and people being made to feel afraid.",
            ),
            PriorityFacts(
                "women-and-girls",
                "Safety of women and girls",
                "Abuse at home, harassment and feeling safe when out.",
                is_sensitive=True,
            ),
            PriorityFacts(
                "alcohol-and-drugs",
                "Alcohol and drug-related crime",
                "Help with drink and drugs, and the harm they do.",
            ),
            PriorityFacts(
                "neighbourhood-crime", "Neighbourhood crime", "Burglary, robbery and theft where people live."
            ),
        ),
    ),
)
