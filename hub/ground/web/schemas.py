"""Schemas of what routes read themselves, for the description of the API."""

from typing import Any, cast


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema in one piece: references would be looked for in the whole document."""
    named: dict[str, Any] = schema.get("$defs", {})

    def inline(part: Any) -> Any:
        if isinstance(part, list):
            return [inline(each) for each in cast("list[Any]", part)]
        if not isinstance(part, dict):
            return part
        fields = cast("dict[str, Any]", part)
        if "$ref" in fields:
            return inline(named[str(fields["$ref"]).rsplit("/", 1)[1]])
        return {name: inline(value) for name, value in fields.items() if name != "$defs"}

    return inline(schema)
