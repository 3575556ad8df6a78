import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model

import hub
from hub.ground.customer_ref import LONGEST, CustomerRef, as_customer_ref

ANYBODYS = [
    "u-1001",
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "google-oauth2|104229134982345",
    "anna+shop@example.dk",
    "gid://shopify/Customer/9001",
    "YW5uYTo5MDAx/+8=",
    "f:5d0c2b6e:Søren Ågård",
    "x" * LONGEST,
]


@pytest.mark.parametrize("ref", ANYBODYS)
def test_anybodys_id_is_one(ref: str) -> None:
    assert as_customer_ref(ref) == ref
    assert TypeAdapter(CustomerRef).validate_python(ref) == ref


@pytest.mark.parametrize(("number", "ref"), [(9001, "9001"), (9001.0, "9001"), (-1, "-1"), (2**63, str(2**63))])
def test_a_number_is_an_id(number: float, ref: str) -> None:
    assert as_customer_ref(number) == ref


@pytest.mark.parametrize(
    "other",
    ["", " ", " u-1", "u-1 ", "a\nb", "a\x00b", "a\u202eb", "\ud800", "x" * (LONGEST + 1), "..", "../u-1", "a/./b",
     "a\\..\\b", None, True, 1.5, float("nan"), 10.0**300, 10**400, [], {}, b"u-1"],
)  # fmt: skip
def test_what_is_no_id_is_refused_with_what_an_id_is(other: object) -> None:
    with pytest.raises(ValidationError, match="a customer id is 1 to 255 characters"):
        TypeAdapter(CustomerRef).validate_python(other)


def test_ids_that_differ_in_a_capital_stay_two() -> None:
    assert as_customer_ref("YW5u") != as_customer_ref("yw5u")


def models(base: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for each in base.__subclasses__():
        if each.__module__.startswith("hub."):
            yield each
        yield from models(each)


def is_model(annotation: object) -> bool:
    return any(isinstance(each, type) and issubclass(each, BaseModel) for each in (annotation, *get_args(annotation)))


def test_every_shape_of_the_hub_that_holds_a_customers_id_takes_anybodys() -> None:
    """Webhooks, orders, files, statements: found by the fields' names, so that a new one is caught."""
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        importlib.import_module(module.name)
    named = re.compile(r"customer(_ref|_id)?|\w+_customer")
    found: set[str] = set()
    for model in models():
        for name, field in model.model_fields.items():
            is_id = named.fullmatch(name) or (model.__name__ == "_Customer" and name == "id")
            # till.toml and the settings say where an id stands or how one is made; some hold it one deeper.
            if (
                not is_id
                or model.__name__ in {"File", "Settings"}
                or model.__module__.endswith(".settings")
                or is_model(field.annotation)
            ):
                continue
            found.add(f"{model.__module__}.{model.__name__}.{name}")
            shape = create_model("Shape", id=(Any if field.annotation is None else field.annotation, field))
            for ref in ANYBODYS:
                assert shape.model_validate({"id": ref}).model_dump() == {"id": ref}, (model, name)
    assert len(found) >= 5, found
