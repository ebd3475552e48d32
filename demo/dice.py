"""Chance that comes out the same every time: each part of the city throws dice of its own."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar
from uuid import UUID

from core.references import ALPHABET, LENGTH

Thing = TypeVar("Thing")


class Dice(Random):
    """Dice for one part of one city. The same seed and part always fall the same way."""

    def __init__(self, seed: int, part: str) -> None:
        super().__init__(f"{seed} {part}")
        self._references: set[str] = set()

    def uuid(self) -> UUID:
        """Return an id."""
        return UUID(int=self.getrandbits(128), version=4)

    def reference(self, prefix: str) -> str:
        """Return a reference number that these dice have not given before."""
        while True:
            reference = f"SWP-{prefix}-{''.join(self.choices(ALPHABET, k=LENGTH))}"
            if reference not in self._references:
                self._references.add(reference)
                return reference

    def chance(self, share: float) -> bool:
        """Say yes in a share of the throws, from 0 to 1."""
        return self.random() < share

    def weighted(self, table: Sequence[tuple[Thing, float]]) -> Thing:
        """Return one thing of a table of things and their weights."""
        things, weights = zip(*table, strict=True)
        return self.choices(things, weights)[0]

    def some(self, things: Sequence[Thing], least: int, most: int) -> list[Thing]:
        """Return between `least` and `most` different things, or all there are."""
        return self.sample(things, min(self.randint(least, most), len(things)))

    def exact(self, shares: Sequence[tuple[Thing, float]], count: int) -> list[Thing]:
        """Return `count` things in a random order, each as often as its share says; the first fills up."""
        counted = [(thing, round(share * count)) for thing, share in shares[1:]]
        rest = count - sum(times for _thing, times in counted)
        drawn = [thing for thing, times in [(shares[0][0], rest), *counted] for _ in range(times)]
        self.shuffle(drawn)
        return drawn
