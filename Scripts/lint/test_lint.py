"""Proof that each gate bites: a fixture a rule, and for each the finding that it must give.

A fixture says in its head where it would stand in the package and the lines that must be found; what
stands under `passes/` must give no finding. Standard library only: `python3 -m unittest`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = HERE / "fixtures"
sys.path.insert(0, str(HERE))

from house import FLOORS, check_floors, parse_targets  # noqa: E402
from lint import check  # noqa: E402
from words import MAXIMUM_LINES  # noqa: E402

HOUSE = parse_targets(json.loads((FIXTURES / "manifest.json").read_text()))


def findings_of(place: str, text: str):
    """What all gates say about a package that holds this one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / place
        path.parent.mkdir(parents=True)
        path.write_text(text)
        return check(Path(folder), HOUSE)


def head_of(path: Path) -> dict[str, str]:
    lines = path.read_text().splitlines()[:2]
    return dict(line[3:].split(": ", 1) for line in lines if line.startswith("// ") and ": " in line)


class GatesBite(unittest.TestCase):
    def test_each_fixture_is_found_where_it_says(self):
        cases = [path for gate in ("imports", "pointers", "words") for path in (FIXTURES / gate).glob("*.swift")]
        self.assertGreaterEqual(len(cases), 19)
        for path in cases:
            with self.subTest(f"{path.parent.name}/{path.stem}"):
                head = head_of(path)
                found = findings_of(head["place"], path.read_text())
                self.assertEqual(
                    [(finding.gate, finding.line) for finding in found],
                    [(path.parent.name, int(line)) for line in head["finds"].split(",")],
                )
                self.assertEqual(found[0].path, head["place"])

    def test_what_is_allowed_passes(self):
        cases = list((FIXTURES / "passes").glob("*.swift"))
        self.assertGreaterEqual(len(cases), 4)
        for path in cases:
            with self.subTest(path.stem):
                self.assertEqual(findings_of(head_of(path)["place"], path.read_text()), [])

    def test_each_broken_manifest_is_refused(self):
        cases = list((FIXTURES / "floors").glob("*.json"))
        self.assertGreaterEqual(len(cases), 4)
        for path in cases:
            with self.subTest(path.stem):
                found = check_floors(parse_targets(json.loads(path.read_text())))
                self.assertEqual([finding.gate for finding in found], ["floors"] * len(found))
                self.assertTrue(found)

    def test_the_small_house_of_the_fixtures_stands(self):
        self.assertEqual(check_floors(HOUSE), [])
        self.assertLess(FLOORS["Essentials"], FLOORS["HTTP"])

    def test_a_long_file_is_found_and_one_at_the_limit_is_not(self):
        for place in ("Sources/HTTP/Long.swift", "Tests/HTTPTests/Long.swift", "Scripts/long.py"):
            with self.subTest(place):
                self.assertEqual(findings_of(place, "\n" * MAXIMUM_LINES), [])
                found = findings_of(place, "\n" * (MAXIMUM_LINES + 1))
                self.assertEqual([(finding.gate, finding.line) for finding in found], [("length", MAXIMUM_LINES + 1)])


class CommandBites(unittest.TestCase):
    """The commands that `make lint` runs, as it runs them."""

    def test_the_command_fails_on_a_package_with_a_finding(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "Sources/Essentials").mkdir(parents=True)
            (root / "Package.swift").write_text(
                "// swift-tools-version: 6.0\nimport PackageDescription\n"
                'let package = Package(name: "p", targets: [.target(name: "Essentials")])\n'
            )
            source = root / "Sources/Essentials/A.swift"
            source.write_text("import Glibc\n")
            self.assertEqual(self._lint(root).returncode, 0)
            source.write_text("import Foundation\n")
            refused = self._lint(root)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("Sources/Essentials/A.swift:1: imports:", refused.stdout)

    def test_the_formatter_refuses_its_fixtures(self):
        configuration = HERE.parent.parent / ".swift-format"
        for path in (FIXTURES / "format").glob("*.swift"):
            with self.subTest(path.stem), tempfile.TemporaryDirectory() as folder:
                shutil.copy(path, folder)
                command = ["swift", "format", "lint", "--strict", "--configuration", str(configuration), folder]
                run = subprocess.run([*command, "--recursive"], capture_output=True, text=True)
                self.assertNotEqual(run.returncode, 0, run.stderr)

    def _lint(self, root: Path):
        return subprocess.run([sys.executable, str(HERE / "lint.py"), str(root)], capture_output=True, text=True)


if __name__ == "__main__":
    unittest.main()
