"""The commands of every recorded run as this code makes them, compared with what is committed; needs no server.

`python -m tests.workflows.fingerprints [FOLDER]…` checks, by default every folder of tests/histories; exit status 1 if
anything differs. A change that is meant is written by `--write`.
"""

import asyncio
import json
import os
import sys
from itertools import groupby
from pathlib import Path

from tests.workflows.replaying import FINGERPRINTS, HEADS, Replay, differences, replay_all

HISTORIES = Path(__file__).resolve().parent.parent / "histories"


def of(replay: Replay) -> list[str]:
    """A run's commands, repeated ones counted."""
    counted = ((line, len(list(same))) for line, same in groupby(replay.commands))
    return [line if times == 1 else f"{line} x{times}" for line, times in counted]


def write(folder: Path, replayed: dict[str, Replay]) -> None:
    """Commits to what the code does now."""
    lines = {name: of(replay) for name, replay in sorted(replayed.items())}
    (folder / FINGERPRINTS).write_text(json.dumps(lines, indent=0) + "\n")


def changes(folder: Path, replayed: dict[str, Replay]) -> list[str]:
    """One line per run whose commands are not those committed."""
    committed: dict[str, list[str]] = json.loads((folder / FINGERPRINTS).read_text())
    lines = [f"{name}: no history" for name in sorted(committed.keys() - replayed.keys())]
    for name, replay in replayed.items():
        now, before = of(replay), committed.get(name, [])
        if now != before:
            pairs = zip([*now, "end"], [*before, "end"], strict=False)
            place = next((f"{a!r}, was {b!r}" for a, b in pairs if a != b), "")
            lines.append(f"{name}: {place}")
    return lines


def main(arguments: list[str]) -> int:
    """Exit status 1 if anything differs."""
    given = [Path(argument) for argument in arguments if not argument.startswith("--")]
    folders = given or sorted(folder.parent for folder in HISTORIES.glob(f"*/{HEADS}"))
    wrong = runs = 0
    for folder in folders:
        replayed = asyncio.run(replay_all(folder))
        runs += len(replayed)
        if "--write" in arguments:
            write(folder, replayed)
        lines = differences(folder, replayed) + changes(folder, replayed)
        wrong += len(lines)
        print(*(f"{folder.name}/{line}" for line in lines), sep="\n", end="\n" if lines else "")
    print(f"fingerprints: {runs} runs, {wrong} differ")
    return int(bool(wrong) or not runs)  # nothing compared is no success


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)
