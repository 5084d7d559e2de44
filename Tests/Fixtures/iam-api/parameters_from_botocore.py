"""Writes parameters.json: the parameters of the IAM actions of Sallyport as botocore's public model has them.

pip install botocore && python3 parameters_from_botocore.py > parameters.json
"""

import json
import re
from pathlib import Path

import botocore
import botocore.session

SOURCE = Path(__file__).parents[3] / "Sources/SecurityTokens/Administration/IAMAction.swift"


def rule(name: str, shape, required: bool) -> dict:
    entry = {"name": name, "type": shape.type_name, "required": required}
    for key in ("min", "max", "pattern"):
        if key in shape.metadata:
            entry[key] = shape.metadata[key]
    if shape.metadata.get("enum"):
        entry["enum"] = shape.metadata["enum"]
    return entry


def main() -> None:
    model = botocore.session.get_session().get_service_model("iam")
    actions = {}
    for name in re.findall(r'case \w+ = "(\w+)"', SOURCE.read_text()):
        shape = model.operation_model(name).input_shape
        members = shape.members if shape else {}
        actions[name] = [rule(key, value, key in shape.required_members) for key, value in members.items()]
    errors = {}
    for name in model.shape_names:
        error = model.shape_for(name).metadata.get("error") or {}
        if "code" in error:
            errors[error["code"]] = error["httpStatusCode"]
    results = {name: model.operation_model(name).output_shape is not None for name in actions}
    print(json.dumps({"botocore": botocore.__version__, "version": model.api_version, "actions": actions, "results": results, "errors": errors}, indent=1))


main()
