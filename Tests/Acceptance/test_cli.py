"""The commands of this slice, called as scripts call them: help, JSON, exit codes, findings with a place."""

import base64
import json
import re
from pathlib import Path

import pytest

from peers.sallyport import call, configuration

COMMANDS = [("dev",), ("serve",), ("check",), ("explain",), ("inspect",), ("inspect", "jwt"), ("inspect", "reasons")]

# The first example of the documentation, whole and as it stands.
GOOGLE = """url: https://login.example.org
providers:
  google: {client_id: 123.apps.googleusercontent.com, client_secret: env:GOOGLE_SECRET, hosted_domain: example.org}
accounts:
  main: 111122223333
rules:
  - when: {email: "*@example.org"}
    grant: main/Developer
"""
FINDING = re.compile(r"^(?P<file>.+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning): (?P<message>.+)$", re.M)


@pytest.fixture
def google(folder: Path) -> Path:
    file = folder / "sallyport.yaml"
    file.write_text(GOOGLE)
    return file


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]):
    """Whoever types --help reads how the command is called, and a script that asks so has not failed."""
    answer = call(*command, "--help")
    assert answer.code == 0, answer.err
    assert f"sallyport {command[0]}" in answer.out
    assert answer.err == ""


def test_help_without_a_command_lists_them():
    """A newcomer who types the bare name learns what there is."""
    answer = call("--help")
    assert answer.code == 0
    for name in ("dev", "serve", "check", "explain", "inspect"):
        assert re.search(rf"\b{name}\b", answer.out), name


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("check",),
        ("check", "--config"),
        ("check", "--config", "missing.yaml"),
        ("explain", "--config", "missing.yaml", "--provider", "google", "--claims", "missing.json"),
        ("serve", "--config", "missing.yaml"),
        ("inspect", "jwt", "--unknown-option", "x"),
        ("inspect", "jwt"),
        ("dev", "--port", "seventy"),
        ("dev", "--port", "70000"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_wrong_call_is_exit_2_with_a_sentence(arguments: tuple[str, ...], folder: Path):
    """A script tells a mistake in its own call (2) from an answer that is no (1)."""
    answer = call(*arguments, folder=folder)
    assert answer.code == 2, answer
    assert answer.err.strip() or answer.out.strip()
    assert "Fatal error" not in answer.err


def test_the_ten_line_file_is_good_as_it_stands(google: Path):
    """The ten lines of the documentation are a whole configuration, and check says in words what it grants."""
    answer = call("check", "--config", google, environment={"GOOGLE_SECRET": "s"})
    assert answer.code == 0, answer
    assert not FINDING.search(answer.out + answer.err), answer.out
    assert re.search(r"may take Developer in main", answer.out), answer.out


def test_check_does_not_print_secrets(google: Path):
    """The output of check can be pasted into a ticket."""
    for arguments in ((), ("--json",), ("--effective",)):
        answer = call("check", "--config", google, *arguments, environment={"GOOGLE_SECRET": "very-secret-value"})
        assert "very-secret-value" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("replace", "by", "line", "words"),
    [
        ("client_id:", "client_idd:", 3, "client_id"),
        ("grant: main/Developer", "grant: other/Developer", 8, "other"),
        ("url: https://login.example.org", "url: login", 1, "url"),
        ("main: 111122223333", "main: 1111", 5, "1111"),
        ("env:GOOGLE_SECRET", "env:NOT_SET_ANYWHERE", 3, "NOT_SET_ANYWHERE"),
        ("rules:", "rulez:", 6, "rules"),
    ],
    ids=["unknown-key", "unknown-account", "no-url", "account-id", "secret-not-set", "misspelt-section"],
)
def test_a_mistake_is_found_at_its_place(google: Path, replace: str, by: str, line: int, words: str):
    """An editor jumps to the mistake, and the message names what is wrong there."""
    google.write_text(GOOGLE.replace(replace, by, 1))
    answer = call("check", "--config", google, environment={"GOOGLE_SECRET": "s"})
    assert answer.code == 2, answer
    found = [match for match in FINDING.finditer(answer.out + answer.err) if match["severity"] == "error"]
    assert found, answer
    assert found[0]["file"] == str(google)
    assert int(found[0]["line"]) == line and int(found[0]["column"]) >= 1, found[0][0]
    assert words in found[0]["message"], found[0][0]


def test_check_speaks_json(google: Path):
    """A pipeline reads findings as data."""
    google.write_text(GOOGLE.replace("client_id:", "client_idd:"))
    answer = call("check", "--config", google, "--json", environment={"GOOGLE_SECRET": "s"})
    assert answer.code == 2, answer
    findings = answer.json["findings"]
    assert any(item["severity"] == "error" and item["line"] == 3 for item in findings), findings


def test_explain_shows_why_a_rule_matched_and_why_not(folder: Path):
    """Before the file is live an administrator sees for one person which rule grants what, and why others do not."""
    file = configuration(
        folder,
        8400,
        """
providers:
  work: {preset: generic-oidc, issuer: "https://id.example.org", client_id: c, client_secret: env:SECRET}
accounts:
  local: {id: 000000000001, issuer: embedded}
roles:
  local: [Developer, Auditor]
rules:
  - {when: {group: developers}, grant: local/Developer}
  - {when: {group: auditors}, grant: local/Auditor}
""",
    )
    claims = folder / "ada.json"
    claims.write_text(json.dumps({"sub": "1", "email": "ada@example.org", "email_verified": True, "groups": ["developers"]}))
    arguments = ("explain", "--config", file, "--provider", "work", "--claims", claims)
    told = call(*arguments, environment={"SECRET": "s"})
    assert told.code == 0, told
    assert "local/Developer" in told.out and "auditors" in told.out, told.out
    data = call(*arguments, "--json", environment={"SECRET": "s"})
    assert data.code == 0
    assert "local/Developer" in json.dumps(data.json) or "Developer" in json.dumps(data.json)
    claims.write_text(json.dumps({"sub": "2", "email": "eve@example.org", "email_verified": True}))
    assert call(*arguments, environment={"SECRET": "s"}).code == 1
    unknown = call("explain", "--config", file, "--provider", "nobody", "--claims", claims, environment={"SECRET": "s"})
    assert unknown.code == 2
    assert "nobody" in unknown.err + unknown.out


def test_whoever_is_not_let_in_is_an_answer(google: Path, folder: Path):
    """Claims that the provider's own demands turn away are an answer that is no, not a wrong call."""
    claims = folder / "eve.json"
    claims.write_text(json.dumps({"sub": "1", "email": "eve@example.org", "email_verified": True, "hd": "evil.org"}))
    arguments = ("explain", "--config", google, "--provider", "google", "--claims", claims)
    told = call(*arguments, environment={"GOOGLE_SECRET": "s"})
    assert told.code == 1, told
    assert "hd" in told.out
    data = call(*arguments, "--json", environment={"GOOGLE_SECRET": "s"})
    assert data.code == 1, data
    assert data.json["refused"] == "identity-required-claim-differs"
    assert data.json["grants"] == []


def test_a_bad_configuration_is_json_where_json_was_asked(google: Path, folder: Path):
    """A pipeline that asked for JSON gets it from every command that reads the file."""
    google.write_text(GOOGLE.replace("client_id:", "client_idd:"))
    claims = folder / "eve.json"
    claims.write_text("{}")
    for arguments in (("explain", "--provider", "google", "--claims", claims), ("serve",)):
        answer = call(*arguments, "--config", google, "--json", environment={"GOOGLE_SECRET": "s"})
        assert answer.code == 2, answer
        assert any(item["line"] == 3 for item in answer.json["findings"]), answer


@pytest.mark.parametrize("command", ["check", "serve", "explain", "dev"])
def test_an_argument_too_many_is_not_passed_over(google: Path, command: str):
    """Whoever forgets an option's name is told, before anything is done without what he named."""
    rest = {"dev": (), "explain": ("--config", google, "--provider", "google", "--claims", google)}
    answer = call(command, *rest.get(command, ("--config", google)), "other.yaml", environment={"GOOGLE_SECRET": "s"})
    assert answer.code == 2, answer
    assert "other.yaml" in answer.err


def test_a_token_cannot_steer_the_terminal(google: Path, folder: Path):
    """Whoever inspects a stranger's token or claims sees them; his terminal obeys nothing that stands in them."""
    steering = "\u009b31mred\u202egnp\u2028\x7f"
    claims = {"iss": "https://id.example.org", "sub": steering, "name": steering, "email": "a", "hd": "example.org"}
    encoded = [
        base64.urlsafe_b64encode(json.dumps(part, ensure_ascii=False).encode()).rstrip(b"=").decode()
        for part in ({"alg": "RS256", "kid": "1"}, claims)
    ]
    token, keys, file = folder / "token", folder / "keys.json", folder / "claims.json"
    token.write_text(".".join([*encoded, "AAAA"]))
    keys.write_text('{"keys": []}')
    file.write_text(json.dumps(claims))
    inspect = ("inspect", "jwt", "--jwks", keys, "--issuer", "https://id.example.org", "--audience", "a", token)
    explain = ("explain", "--config", google, "--provider", "google", "--claims", file)
    for arguments in (inspect, (*inspect, "--json"), explain, (*explain, "--json")):
        answer = call(*arguments, environment={"GOOGLE_SECRET": "s"})
        assert answer.code == 1, answer
        assert "31mred" in answer.out
        assert not set("\x9b\u202e\u2028\x7f\x1b") & set(answer.out + answer.err), answer
    told = call(*inspect, "--json")
    assert told.json["claims"]["sub"] == steering
