"""Principal Mapper's local policy simulation: another reading of the policy language, used for its opinion only."""

import collections
import collections.abc

# It was written for a Python that kept these names here.
for _name in ("Mapping", "MutableMapping", "OrderedDict"):
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))

from principalmapper.querying.local_policy_simulation import policy_has_matching_statement  # noqa: E402
from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict  # noqa: E402


def opinion(policy: dict, action: str, resource: str, context: dict) -> str:
    """What it decides about an identity that has this one policy."""

    def matches(effect: str) -> bool:
        return policy_has_matching_statement(policy, effect, action, resource, CaseInsensitiveDict(context))

    return "explicitDeny" if matches("Deny") else "allowed" if matches("Allow") else "implicitDeny"
