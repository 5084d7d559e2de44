#!/usr/bin/env python3
"""Writes parameters.json: names, limits and patterns of STS parameters as botocore's service model has them, and
partitions.json: the STS host of each region that botocore knows.

    python3 -m venv venv && venv/bin/pip install botocore==1.44.8
    venv/bin/python parameters_from_botocore.py
"""
import json
import pathlib

import botocore.session

ACTIONS = ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetCallerIdentity"]
here = pathlib.Path(__file__).parent
session = botocore.session.get_session()
loader = session.get_component("data_loader")
model = loader.load_service_model("sts", "service-2", "2011-06-15")
shapes = model["shapes"]

actions = {}
for action in ACTIONS:
    shape = shapes[model["operations"][action]["input"]["shape"]]
    actions[action] = [
        {
            "name": name, "type": shapes[member["shape"]]["type"], "min": shapes[member["shape"]].get("min"),
            "max": shapes[member["shape"]].get("max"), "pattern": shapes[member["shape"]].get("pattern"),
            "required": name in shape.get("required", []), "sensitive": shapes[member["shape"]].get("sensitive", False),
        }
        for name, member in shape["members"].items() if shapes[member["shape"]]["type"] in ("string", "integer")
    ]
errors = {
    shape["error"]["code"]: shape["error"]["httpStatusCode"] for shape in shapes.values() if "error" in shape
}
(here / "parameters.json").write_text(json.dumps(
    {"botocore": botocore.__version__, "operations": sorted(model["operations"]), "actions": actions,
     "errors": errors}, indent=1) + "\n")

partitions = loader.load_data("partitions")["partitions"]
hosts = {
    region: "sts.%s.%s" % (region, partition["outputs"]["dnsSuffix"])
    for partition in partitions for region in partition["regions"] if not region.endswith("-global")
}
(here / "partitions.json").write_text(json.dumps({"botocore": botocore.__version__, "hosts": hosts}, indent=1) + "\n")
