"""Policy decisions a second, beside those of moto's IAM on the same policies and requests."""

import json
import random
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from figures import Result
from servers import TOOLS, Stage

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv/bin/python"
ROUNDS = 3

#: Decides the same with moto's reading of actions, resources and effects, and prints the same.
MOTO = """
import json, sys, time
from moto.iam.access_control import IAMPolicy, PermissionResult
document = json.load(open(sys.argv[1]))
text = json.dumps(document["policy"])
policy = IAMPolicy({"policy_document": text})
def letter(request):
    result = policy.is_action_permitted(request["action"], request["resource"])
    return {PermissionResult.PERMITTED: "A", PermissionResult.DENIED: "E", PermissionResult.NEUTRAL: "I"}[result]
letters, done, began = "".join(letter(request) for request in document["requests"]), 0, time.thread_time()
while time.thread_time() - began < float(sys.argv[2]):
    for request in document["requests"]:
        letter(request)
    done += len(document["requests"])
print(done / (time.thread_time() - began), letters)
"""


def decisions(statements: int) -> Callable[[Stage], Result]:
    """One policy of so many statements of usual kinds; requests that find their statement anywhere, or none."""

    def figure(_: Stage) -> Result:
        if not PYTHON.exists():
            subprocess.run(["bash", str(ROOT / "Scripts/python-environment")], check=True, cwd=ROOT)
        pairs = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "policy.json"
            file.write_text(json.dumps(document(statements)))
            for _ in range(ROUNDS):
                ours = measured([str(TOOLS / "decisions"), str(file), "1"])
                theirs = measured([str(PYTHON), "-c", MOTO, str(file), "1"])
                if ours[1] != theirs[1]:
                    raise RuntimeError(f"the two decide differently:\n{ours[1]}\n{theirs[1]}")
                pairs.append((ours[0], theirs[0]))
        ours, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
        method = (
            f"one policy of {statements} statements, compiled once, a request made and decided a round, on one thread by its "
            f"processor time; moto 5's IAMPolicy.is_action_permitted decides the same; median of {ROUNDS} rounds of 1 s"
        )
        return Result(f"policy-decisions-{statements}", ours, "decisions/s", "moto's IAM", theirs, method)

    return figure


def measured(command: list[str]) -> tuple[float, str]:
    rate, letters = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(rate), letters


def document(statements: int) -> dict:
    """A policy and a hundred requests; the same whenever it is made."""
    dice = random.Random(statements)
    policy = []
    for number in range(statements):
        service = dice.choice(["s3", "sqs", "dynamodb", "kms"])
        action = {"s3": "s3:GetObject", "sqs": "sqs:SendMessage", "dynamodb": "dynamodb:GetItem", "kms": "kms:Decrypt"}[service]
        resource = f"arn:aws:{service}:::team-{number}" + dice.choice(["", "/*", "/a/*/b"])
        policy.append(
            {
                "Effect": "Deny" if number % 10 == 9 else "Allow",
                "Action": dice.choice([action, [action, f"{service}:List*"], f"{service}:{action.split(':')[1][:3]}*"]),
                "Resource": resource,
            }
        )
    requests = []
    for _ in range(100):
        number = dice.randrange(statements + max(1, statements // 5))
        service = policy[number]["Resource"].split(":")[2] if number < statements else "s3"
        action = {"s3": "s3:GetObject", "sqs": "sqs:SendMessage", "dynamodb": "dynamodb:GetItem", "kms": "kms:Decrypt"}[service]
        resource = f"arn:aws:{service}:::team-{number}" + dice.choice(["", "/x", "/a/x/b"])
        requests.append({"action": action, "resource": resource, "context": {"aws:SourceIp": "192.0.2.1"}})
    return {"policy": {"Version": "2012-10-17", "Statement": policy}, "requests": requests}


POLICY_FIGURES: dict[str, Callable[[Stage], Result]] = {
    f"policy-decisions-{statements}": decisions(statements) for statements in (10, 100, 1000)
}
