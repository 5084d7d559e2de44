"""`sallyport inspect saml` over the forged responses, and beside pysaml2."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from peers.pysaml2_provider import Pysaml2Provider, pysaml2_provider, service_provider
from peers.sallyport import Answer, call
from test_inspect_jwt import reasons

FOLDER = Path(__file__).resolve().parents[1] / "Fixtures" / "saml-attacks"
EXPECTATIONS = json.loads((FOLDER / "expectations.json").read_text())
#: Those that need no switch of a provider: the command has none.
MESSAGES = [message for message in EXPECTATIONS["messages"] if not message.get("options")]
KEYS = ("metadata", "acs_url", "audience", "request_id", "decryption_key", "at")
ACS = "https://gateway.example.net/saml/corp/acs"
AUDIENCE = "https://gateway.example.net/saml/corp/metadata"


def line(message: dict, **changes: object) -> dict:
    """What a batch says about a message; paths are relative to the batch file."""
    text = (FOLDER / message["file"]).read_bytes()
    response = base64.b64encode(text).decode()
    return {key: EXPECTATIONS[key] for key in KEYS} | {"id": message["name"], "response": response} | changes


def batch(lines: list[object]) -> Answer:
    file = FOLDER / "batch.jsonl.tmp"
    try:
        file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines) + "\n")
        return call("inspect", "saml", "--batch", file)
    finally:
        file.unlink(missing_ok=True)


def test_every_forged_response_is_refused_for_its_own_reason():
    """An engineer who holds a response learns by a name of the catalogue what is wrong with it."""
    answer = batch([line(message) for message in MESSAGES])
    assert answer.code == 0, answer.err
    assert [result["id"] for result in answer.lines] == [message["name"] for message in MESSAGES]
    known = reasons()
    for message, result in zip(MESSAGES, answer.lines, strict=True):
        wanted = "accept" if message["verdict"] == "accepted" else "reject"
        assert result["verdict"] == wanted, message["name"]
        if wanted == "reject":
            assert result["reason"] == message["reason"], message["name"]
            assert result["reason"] in known
            assert result["detail"]


def test_a_good_response_is_shown_whole():
    """Who it is about, what it says, what was signed and what each check made of it."""
    good = next(message for message in MESSAGES if message["name"] == "good-assertion")
    result = batch([line(good)]).lines[0]
    assert result["signed"] == ["assertion"]
    assert result["name_id"] and result["name_id_format"]
    assert all(isinstance(values, list) for values in result["attributes"].values())
    outcomes = {check["check"]: check["outcome"] for check in result["checks"]}
    assert outcomes["assertion-signature"] == "pass"
    assert "fail" not in outcomes.values()
    assert all(check["clause"] and check["meaning"] for check in result["checks"])


def test_a_request_id_is_needed_for_a_response_that_answers_one():
    """A response that somebody else asked for is not taken, and one that nobody asked for only by a switch."""
    good = next(message for message in MESSAGES if message["name"] == "good-assertion")
    answer = batch([
        line(good, request_id=None), line(good, request_id="_other"), line(good, request_id=None, allow_unsolicited=True),
        line(good, allow_unsolicited=True),
    ])  # fmt: skip
    assert [result["reason"] for result in answer.lines] == [
        "saml-request-not-expected", "saml-request-mismatch", "saml-request-not-expected", "verified",
    ]  # fmt: skip


def test_a_bad_line_does_not_stop_a_batch():
    """Whoever checks a thousand responses learns which lines were none, and the verdict on all others."""
    good = next(message for message in MESSAGES if message["name"] == "good-assertion")
    lacking = {key: value for key, value in line(good).items() if key != "audience"}
    answer = batch(["no json", lacking, [1], line(good, metadata="none.xml"), line(good, at="soon"), line(good)])
    assert answer.code == 2
    assert ["error" in result for result in answer.lines] == [True] * 5 + [False]
    assert answer.lines[1]["id"] == "good-assertion"
    assert answer.lines[-1]["verdict"] == "accept"


@pytest.mark.parametrize("text", ["", "%%%", "hello", base64.b64encode(b"<a/>").decode(), "A" * 2_000_000])
def test_what_is_no_response_is_rejected_not_an_error(text: str):
    """Anything may stand in the place of a response; the verdict is no."""
    good = next(message for message in MESSAGES if message["name"] == "good-assertion")
    answer = batch([line(good, response=text)])
    assert answer.code == 0
    assert answer.lines[0]["verdict"] == "reject"


def inspect(folder: Path, response: str, *options: str) -> Answer:
    file = folder / "response"
    file.write_text(response)
    known = ("--metadata", folder / "idp.xml", "--acs-url", ACS, "--audience", AUDIENCE)
    return call("inspect", "saml", *known, "--json", *options, file)


@pytest.fixture
def provider(folder: Path) -> Iterator[Pysaml2Provider]:
    with pysaml2_provider(folder / "idp") as running:
        (folder / "idp.xml").write_text(running.metadata())
        running.know(service_provider(AUDIENCE, ACS))
        yield running


def test_what_pysaml2_signs_is_accepted(provider: Pysaml2Provider, folder: Path):
    """A response of another implementation, as XML and as a form carries it, with exit codes for scripts."""
    response = provider.respond("alice", "_r1", ACS, AUDIENCE)
    answer = inspect(folder, response, "--request-id", "_r1")
    assert answer.code == 0, answer.out + answer.err
    assert answer.json["verdict"] == "accept"
    assert answer.json["signed"] == ["response", "assertion"]
    assert answer.json["name_id"] == "alice-0001"
    assert ["developers", "family"] in answer.json["attributes"].values()
    coded = base64.encodebytes(response.encode()).decode()
    assert inspect(folder, coded, "--request-id", "_r1").json["verdict"] == "accept"
    refused = inspect(folder, response)
    assert (refused.code, refused.json["reason"]) == (1, "saml-request-not-expected")
    altered = inspect(folder, response.replace("alice@", "admin@"), "--request-id", "_r1")
    assert (altered.code, altered.json["reason"]) == (1, "signature-digest-wrong")


def test_the_call_must_be_whole(folder: Path):
    """A call that lacks something is told so, and is not a verdict."""
    (folder / "response").write_text("<a/>")
    answer = call("inspect", "saml", "--json", "--acs-url", ACS, "--audience", AUDIENCE, folder / "response")
    assert answer.code == 2
    assert "metadata" in answer.json["detail"]
