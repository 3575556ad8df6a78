"""Which roles somebody has by what the shop's identity provider says of them: a list, whole texts, nothing else."""

from collections.abc import Mapping
from typing import Any

from hub.ground.web.may import Role

# A directory may put somebody into hundreds of groups; beyond this it is none.
MOST_VALUES = 1000


def roles_in(text: str) -> Mapping[str, Role]:
    """What `oidc_roles` lists: "VALUE = ROLE; VALUE = ROLE". Raises `ValueError`."""
    found: dict[str, Role] = {}
    for entry in filter(None, (each.strip() for each in text.split(";"))):
        # A name in a directory has signs of equality itself: the last one counts.
        value, mark, name = (part.strip() for part in entry.rpartition("="))
        if not mark or not value:
            raise ValueError(f'"{entry}" is not VALUE = ROLE')
        if name not in tuple(Role):
            raise ValueError(f'"{name}" is no role: {", ".join(Role)}')
        if "*" in value:
            raise ValueError(f'"{value}" has a *: each value is listed as the provider says it, whole')
        if found.setdefault(value, Role(name)) != name:
            raise ValueError(f'"{value}" is listed twice')
    return found


def roles_by(claims: Mapping[str, Any], claim: str, listed: Mapping[str, Role]) -> frozenset[Role] | None:
    """Their roles; none where no value is listed. None where the provider does not say, which is another thing."""
    said: str | list[object] | None = claims.get(claim)
    if not isinstance(said, str | list):
        return None
    values = [said] if isinstance(said, str) else said
    return frozenset(listed[each] for each in values[:MOST_VALUES] if isinstance(each, str) and each in listed)
