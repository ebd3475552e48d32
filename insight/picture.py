"""The wards as an SVG picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from insight.measures import Measure
from insight.outlines import DrawnWard, WardMap

# The same shades as $ward-classes of the style sheet: a picture can't ask it.
FILLS = ("#eaf4f4", "#bcdcdc", "#82bcbf", "#45939a", "#14636c")
PLAIN, MARKED = "#ffffff", FILLS[4]
DARK, LIGHT = "#16211f", "#ffffff"
FIRST_DARK_SHADE = 4  # on it and the next, letters are light
AROUND = 0.15  # of a marked ward's surroundings: room for its neighbours' names
LETTER = 0.026  # of the picture's width


@dataclass(frozen=True, slots=True)
class Shape:
    """A ward with its colours and what is written on it."""

    ward: DrawnWard
    fill: str
    ink: str
    words: str


def picture_of(drawn: WardMap, shown: Measure | None, marked: str) -> dict[str, Any]:
    """Return what the template needs: all wards shaded, or one of them marked among its neighbours."""
    ward = drawn.wards.get(marked)
    box = _around(ward, drawn.beside(ward.gss)) if ward else (0, 0, *drawn.size)
    shapes = _with_names(drawn, ward) if ward else _shaded(drawn, shown)
    letter = max(round(box[2] * LETTER), 1)
    return {"box": box, "shapes": list(shapes), "letter": letter, "halo": max(letter // 4, 1)}


def _shaded(drawn: WardMap, shown: Measure | None) -> Iterable[Shape]:
    for ward in drawn.wards.values():
        shade = shown.shades.get(ward.gss) if shown else None
        fill = FILLS[shade - 1] if shade else PLAIN
        ink = LIGHT if shade and shade >= FIRST_DARK_SHADE else DARK
        yield Shape(ward, fill, ink, shown.words(ward.gss) if shown else "")


def _with_names(drawn: WardMap, marked: DrawnWard) -> Iterable[Shape]:
    near = {marked.gss, *drawn.neighbours[marked.gss]}
    for ward in drawn.wards.values():
        is_marked = ward is marked
        words = ward.name if ward.gss in near else ""
        yield Shape(ward, MARKED if is_marked else FILLS[0], LIGHT if is_marked else DARK, words)


def _around(ward: DrawnWard, neighbours: list[DrawnWard]) -> tuple[int, int, int, int]:
    """Return left, top, width and height of a view of a ward and its neighbours' names."""
    points = [ward.box[:2], ward.box[2:], *(other.label for other in neighbours)]
    across, down = zip(*points, strict=True)
    left, top, right, bottom = min(across), min(down), max(across), max(down)
    spare = max(round(max(right - left, bottom - top) * AROUND), 1)
    return left - spare, top - spare, right - left + 2 * spare, bottom - top + 2 * spare
