"""As much of GraphQL as one query for one customer needs: variables, arguments, nested selections."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

Selection = dict[str, "Selection"]
_TOKEN = re.compile(r"\s*(?:,\s*)?(\$?[A-Za-z_][A-Za-z0-9_]*|[{}()\[\]:!]|$)")


class NotGraphql(Exception):
    """The text is not a query for a customer."""


@dataclass(slots=True)
class Customer:
    """`customer(identifier: value) { fields }`; `arguments` are those of the fields, by field."""

    value: str
    fields: Selection
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])

    def leaves(self) -> Iterator[str]:
        """The dotted paths of all that is asked for; `audiences` as a whole."""
        yield from _leaves(self.fields, "")


def parse_customer_query(text: str, variables: Mapping[str, Any], identifiers: frozenset[str]) -> Customer:
    """Read a query. Raises `NotGraphql`."""
    return _Reader(text, variables).customer(identifiers)


def selected(record: Mapping[str, Any], fields: Selection) -> dict[str, Any]:
    """The selected part of a record; what it has not is null."""
    found: dict[str, Any] = {}
    for name, below in fields.items():
        value = record.get(name)
        found[name] = selected(cast("dict[str, Any]", value), below) if below and isinstance(value, dict) else value
    return found


def _leaves(fields: Selection, before: str) -> Iterator[str]:
    for name, below in fields.items():
        if below and name != "audiences":
            yield from _leaves(below, f"{before}{name}.")
        else:
            yield before + name


class _Reader:
    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self._tokens = _tokens(text)
        self._variables = variables
        self._declared: set[str] = set()

    def customer(self, identifiers: frozenset[str]) -> Customer:
        self._take("query")
        if self._next == "(":
            while self._tokens.pop(0) != ")":
                if self._next.startswith("$"):
                    self._declared.add(self._next)
        self._take("{")
        self._take("customer")
        asked = self._arguments()
        name = next(iter(asked), "")
        if name not in identifiers or not isinstance(asked[name], str):
            raise NotGraphql(f"Validation error (UnknownArgument@[customer]): {name}")
        found = Customer(asked[name], {})
        found.fields = self._selection(found, "")
        self._take("}")
        self._take("")
        return found

    def _selection(self, found: Customer, path: str) -> Selection:
        fields: Selection = {}
        self._take("{")
        while self._next != "}":
            name = self._name()
            if self._next == "(":
                found.arguments[path + name] = next(iter(self._arguments().values()), None)
            fields[name] = self._selection(found, f"{path}{name}.") if self._next == "{" else {}
        self._take("}")
        if not fields:
            raise NotGraphql("Invalid syntax: an empty selection")
        return fields

    def _arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._take("(")
        while self._next != ")":
            name = self._name()
            self._take(":")
            variable = self._tokens.pop(0)
            if variable not in self._declared:
                raise NotGraphql(f"Validation error (UndefinedVariable): {variable}")
            found[name] = self._variables.get(variable[1:])
        self._take(")")
        return found

    @property
    def _next(self) -> str:
        return self._tokens[0]

    def _name(self) -> str:
        name = self._tokens.pop(0)
        if not name.isidentifier():
            raise NotGraphql(f"Invalid syntax: {name} where a name belongs")
        return name

    def _take(self, expected: str) -> None:
        if self._tokens.pop(0) != expected:
            raise NotGraphql(f"Invalid syntax: {expected or 'the end'} expected")


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    while found := _TOKEN.match(text, at):
        tokens.append(found[1])
        if not found[1]:
            return [*tokens, "", ""]
        at = found.end()
    raise NotGraphql(f"Invalid syntax at {at}")
