#!/usr/bin/env python3
"""Benchmarks of the release binary, each beside a baseline measured in the same run on the same machine.

usage: run.py [NAME]

Writes Benchmarks/results.json and prints it as a table. Loopback only; bounded in time.
"""

import json
import sys
import tempfile
from pathlib import Path

from figures import FIGURES as GATEWAY_FIGURES
from figures import Result
from policy_figures import POLICY_FIGURES
from servers import Stage
from signed_figures import SIGNED_FIGURES
from xml_figures import XML_FIGURES

FIGURES = GATEWAY_FIGURES | SIGNED_FIGURES | POLICY_FIGURES | XML_FIGURES

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    chosen = sys.argv[1:] or list(FIGURES)
    unknown = [name for name in chosen if name not in FIGURES]
    if unknown:
        print(f"run.py: there is no benchmark `{unknown[0]}`; there are {', '.join(FIGURES)}", file=sys.stderr)
        return 2
    measured: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as folder, Stage(Path(folder)) as stage:
        for name in chosen:
            print(f"    measuring {name} …", flush=True)
            measured.append(FIGURES[name](stage))
    kept = {entry["name"]: entry for entry in (json.loads(RESULTS.read_text()) if RESULTS.exists() else [])}
    kept |= {result.name: result.entry() for result in measured}
    ordered = [kept[name] for name in FIGURES if name in kept]
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")
    print_table([result.entry() for result in measured])
    return 0


def print_table(entries: list[dict]) -> None:
    rows = [("benchmark", "value", "unit", "baseline", "its value", "ratio")]
    rows += [
        (
            entry["name"], f"{entry['value']:,.1f}", entry["unit"], entry["baseline"],
            f"{entry['baseline_value']:,.1f}", f"{entry['ratio']:.2f}",
        )
        for entry in entries
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for entry in entries:
        print(f"\n{entry['name']}: {entry['method']}")


if __name__ == "__main__":
    sys.exit(main())
