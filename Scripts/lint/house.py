"""The floors of the house: who may build on whom, read from the package's own manifest."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from finding import Finding

#: The floor of each room, lowest first. C libraries (CLibraries/) are floor 0.
FLOORS = {
    "Essentials": 1,
    "Cryptography": 2, "XMLDocuments": 2, "YAMLDocuments": 2, "HTTP": 2, "Storage": 2, "Patterns": 2,
    "JOSE": 3, "XMLSecurity": 3, "IAM": 3, "Vault": 3,
    "OpenIDConnect": 4, "SAML": 4, "SecurityTokens": 4,
    "EmbeddedIssuer": 5, "Federation": 5,
    "Configuration": 6, "DemoProviders": 6, "Pages": 6,
    "Gateway": 7,
    "sallyport": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One target of the manifest: its folder and the targets it may import."""

    name: str
    path: str
    kind: str
    dependencies: tuple[str, ...]

    @property
    def is_c_library(self) -> bool:
        return self.path.startswith("CLibraries/")

    @property
    def is_room(self) -> bool:
        return self.path.startswith("Sources/")


def read_targets(root: Path) -> list[Target]:
    """The targets that `Package.swift` declares, as SwiftPM itself evaluates it."""
    dump = subprocess.run(
        ["swift", "package", "--package-path", str(root), "dump-package"], check=True, capture_output=True, text=True
    )
    return parse_targets(json.loads(dump.stdout))


def parse_targets(manifest: dict) -> list[Target]:
    """The targets of a manifest in the form of `swift package dump-package`."""
    targets = []
    for entry in manifest["targets"]:
        default = ("Tests/" if entry["type"] == "test" else "Sources/") + entry["name"]
        names = tuple(_dependency_name(dependency) for dependency in entry["dependencies"])
        targets.append(Target(entry["name"], entry.get("path") or default, entry["type"], names))
    return targets


def _dependency_name(dependency: dict) -> str:
    return next(iter(dependency.values()))[0]


def check_floors(targets: list[Target]) -> list[Finding]:
    """Every room has a floor, builds on lower floors only, and no C library has two owners."""
    findings = []

    def say(message: str) -> None:
        findings.append(Finding("Package.swift", 1, "floors", message))

    floors = dict(FLOORS) | {target.name: 0 for target in targets if target.is_c_library}
    owners: dict[str, list[str]] = {}
    for target in targets:
        if not target.is_room:
            continue
        if target.name not in FLOORS:
            say(f"`{target.name}` has no floor; give it one in Scripts/lint/house.py")
            continue
        for name in target.dependencies:
            if name not in floors:
                say(f"`{target.name}` depends on `{name}`, which has no floor")
            elif floors[name] >= floors[target.name]:
                say(
                    f"`{target.name}` (floor {floors[target.name]}) depends on `{name}` (floor {floors[name]}); "
                    "a room builds on lower floors only"
                )
            if floors.get(name) == 0:
                owners.setdefault(name, []).append(target.name)
    for library, rooms in owners.items():
        if len(rooms) > 1:
            say(f"`{library}` belongs to one room, but {', '.join(f'`{room}`' for room in rooms)} depend on it")
    return findings
