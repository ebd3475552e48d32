from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from places.outlines import Outline, PostcodePoint, as_json, build_outlines, read_code_point, share_inside

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Build the wards' approximate outlines from the embedded postcodes and store them."""

    help = "Build the wards' approximate outlines from the postcodes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file to write to; the default is the embedded file."""
        parser.add_argument(
            "--output",
            type=Path,
            default=DATA / "outlines.json",
            help="the file to write (default: %(default)s)",
        )

    def handle(self, *args: Any, output: Path, **options: Any) -> None:
        """Read the postcodes, build the outlines, report how well they fit, and write them."""
        start = perf_counter()
        points = read_code_point(DATA / "code_point_open.csv")
        self.stdout.write(f"Read {len(points):,} postcodes of the city and its neighbours.")
        outlines = build_outlines(points)
        self.stdout.write(f"Built {len(outlines)} outlines in {perf_counter() - start:.1f} s.")
        self._report_fit(points, outlines)
        size = _write(output, as_json(outlines))
        self.stdout.write(self.style.SUCCESS(f"Wrote {output} ({size / 1000:.1f} kB)."))

    def _report_fit(self, points: list[PostcodePoint], outlines: dict[str, Outline]) -> None:
        built = share_inside(points, {gss: outline.precise for gss, outline in outlines.items()})
        drawn = share_inside(points, {gss: outline.display for gss, outline in outlines.items()})
        self.stdout.write(f"Postcodes inside their ward: {built:.2%} as built, {drawn:.2%} as drawn.")


def _write(path: Path, text: str) -> int:
    """Write the file and return its size in bytes."""
    try:
        return path.write_bytes(text.encode())
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
