"""Changes to the partnership's strategies."""

from collections.abc import Iterable

from django.db import transaction

from strategy.data import StrategyFacts
from strategy.models import Priority, Strategy


@transaction.atomic
def load_strategies(*, strategies: Iterable[StrategyFacts]) -> int:
    """Create or update the strategies and their priorities; return how many strategies there are."""
    return sum(_load_strategy(facts) for facts in strategies)


def _load_strategy(facts: StrategyFacts) -> int:
    strategy, _created = Strategy.objects.update_or_create(
        slug=facts.slug,
        defaults={
            "name": facts.name,
            "valid_from": facts.valid_from,
            "valid_to": facts.valid_to,
            "source": facts.source,
        },
    )
    for position, priority in enumerate(facts.priorities):
        Priority.objects.update_or_create(
            slug=priority.slug,
            defaults={
                "strategy": strategy,
                "name": priority.name,
                "summary": priority.summary,
                "position": position,
                "is_sensitive": priority.is_sensitive,
            },
        )
    return 1
