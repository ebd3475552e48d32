"""Chance that comes out the same every time: every attribute of every thing has a die of its own."""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import accumulate, islice
from typing import NamedTuple, TypeVar
from uuid import UUID

Thing = TypeVar("Thing")
WORD = 64  # bits that one throw gives
FRACTION = 53  # of them that a float can hold


class Die:
    """A die of one attribute of one thing. Its throws depend on nothing but its name and how many there were.

    A throw is a hash: setting up a `random.Random` for each of a city's 400,000 dice takes ten times as long.
    """

    __slots__ = ("_name", "_throws")

    def __init__(self, name: str) -> None:
        self._name = name
        self._throws = 0

    def bits(self) -> int:
        """Throw once: return 64 random bits."""
        self._throws += 1
        word = blake2b(f"{self._name}/{self._throws}".encode(), digest_size=WORD // 8)
        return int.from_bytes(word.digest(), "big")

    def random(self) -> float:
        """Return a number from 0 to just under 1."""
        return (self.bits() >> (WORD - FRACTION)) / (1 << FRACTION)

    def below(self, end: int) -> int:
        """Return a number from 0 to just below the end. Raises ValueError where there is no such number.

        Throws that are too high are thrown again. So most choices stay as they were where there is one more
        thing to choose from.
        """
        if end < 1:
            raise ValueError("There is nothing to choose from.")
        mask = (1 << (end - 1).bit_length()) - 1
        while (number := self.bits() & mask) >= end:
            pass
        return number

    def between(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        return least + self.below(most - least + 1)

    def choice(self, things: Sequence[Thing]) -> Thing:
        """Return one of some things."""
        return things[self.below(len(things))]

    def chance(self, share: float) -> bool:
        """Say yes in a share of the throws, from 0 to 1."""
        return self.random() < share

    def weighted(self, table: Sequence[tuple[Thing, float]]) -> Thing:
        """Return one thing of a table of things and their weights."""
        ends = list(accumulate([weight for _thing, weight in table]))
        thing, _weight = table[bisect(ends, self.random() * ends[-1], hi=len(table) - 1)]
        return thing

    def in_any_order(self, things: Sequence[Thing]) -> Iterator[Thing]:
        """Yield each of some things once. One more thing at their end only slips in among the others."""
        seen: set[int] = set()
        while len(seen) < len(things):
            position = self.below(len(things))
            if position not in seen:
                seen.add(position)
                yield things[position]

    def sample(self, things: Sequence[Thing], size: int) -> list[Thing]:
        """Return this many different things, or all there are."""
        return list(islice(self.in_any_order(things), size))

    def some(self, things: Sequence[Thing], least: int, most: int) -> list[Thing]:
        """Return between `least` and `most` different things, or all there are."""
        return self.sample(things, self.between(least, most))

    def uuid(self) -> UUID:
        """Return an id."""
        return UUID(int=self.bits() << WORD | self.bits(), version=4)


DiceOf = Callable[[str], Die]  # the dice of one thing, by the names of its attributes


class Dice(NamedTuple):
    """The dice of a whole city. The same seed always gives the same dice."""

    seed: int

    def of(self, kind: str, number: int | str, attribute: str) -> Die:
        """Return a fresh die for one attribute of one thing, such as the languages of volunteer 17."""
        return Die(f"{self.seed}/{kind}/{number}/{attribute}")

    def of_thing(self, kind: str, number: int | str) -> DiceOf:
        """Return the dice of one thing."""
        return partial(self.of, kind, number)

    def deal(self, deck: str, cards: Sequence[Thing]) -> Iterator[Thing]:
        """Deal cards without end from a deck that is shuffled anew whenever it runs out.

        So each card is as frequent as in the deck, and what was dealt stays when more is dealt.
        """
        turn = 0
        while True:
            yield from self.of("deck", turn, deck).in_any_order(cards)
            turn += 1


def deck_of(*counted: tuple[Thing, int]) -> tuple[Thing, ...]:
    """Write a deck of cards down the short way: each card, and how often it is in the deck."""
    return tuple(card for card, times in counted for _ in range(times))
