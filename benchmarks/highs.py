"""Linear and whole-number programs solved by HiGHS, in a process of its own.

    python benchmarks/highs.py programs.npz [--seconds 60]

ortools brings a HiGHS with it, and two of them can't be loaded into one process: so what holds the allocation
against HiGHS writes its programs into a file and runs this. Prints, as JSON, for each program its value (null
where the time ran out), and the processor time it took.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import numpy as np


class Program(NamedTuple):
    """Minimise costs · x where low ≤ x ≤ high and row_low ≤ rows · x ≤ row_high; rows by columns."""

    costs: Any
    low: Any
    high: Any
    row_low: Any
    row_high: Any
    starts: Any
    rows: Any
    values: Any
    is_whole: Any


class Answer(NamedTuple):
    """What HiGHS says: the value, or None where the time ran out."""

    value: float | None
    seconds: float


def by_highs(programs: list[Program], *, seconds: float) -> list[Answer]:
    """Solve programs in another process, for at most so many seconds each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "programs.npz"
        columns = {
            f"{number}.{name}": column
            for number, program in enumerate(programs)
            for name, column in zip(Program._fields, program, strict=True)
        }
        np.savez(file, count=len(programs), **columns)
        done = subprocess.run(  # noqa: S603  # our own script
            [sys.executable, __file__, str(file), "--seconds", str(seconds)],
            capture_output=True,
            text=True,
            check=True,
        )
    return [Answer(*answer) for answer in json.loads(done.stdout)]


def answer(program: Program, seconds: float) -> Answer:
    """Solve one program here."""
    import highspy  # here only: see the text of this file

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.costs), len(program.row_low)
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.low, program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = program.starts, program.rows
    model.a_matrix_.value_ = program.values
    if program.is_whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[is_whole] for is_whole in program.is_whole.astype(int).tolist()]
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0}
    if not program.is_whole.any():
        options["solver"] = "simplex"
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    start = process_time()
    solver.run()
    while solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit and process_time() - start < seconds:
        solver.setOptionValue("time_limit", solver.getRunTime() + seconds / 4)  # its clock is the wall's
        solver.run()
    taken = process_time() - start
    is_done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Answer(solver.getInfo().objective_function_value if is_done else None, taken)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    stored = np.load(options.file)
    programs = [
        Program(*(stored[f"{number}.{name}"] for name in Program._fields))
        for number in range(stored["count"])
    ]
    print(json.dumps([answer(program, options.seconds) for program in programs]))


if __name__ == "__main__":
    main()
