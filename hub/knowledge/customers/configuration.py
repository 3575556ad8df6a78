"""customers.toml: where customer data comes from, and which place there is which trait of ours."""

import difflib
import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from hub.ground.customer_ref import CustomerRef
from hub.ground.database import Database
from hub.ground.errors import CustomerSourceError
from hub.ground.shop.former_names import renamed
from hub.ground.web.hosts import LOOPBACK
from hub.knowledge.customers import built_in, odp, rest, segment, unomi
from hub.knowledge.customers.built_in import BuiltIn, KnownTraits
from hub.knowledge.customers.connector import Connector
from hub.knowledge.customers.events import HappeningPaths, ListPlace, list_place
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import TraitPaths, parse_path
from hub.knowledge.customers.odp import OdpGraphql
from hub.knowledge.customers.rest import PLACE, RestRecord
from hub.knowledge.customers.segment import EventPlace, SegmentProfiles
from hub.knowledge.customers.source_guard import FRESH_SECONDS, SourceConfig
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.unomi import UnomiContext, unomi_headers
from hub.knowledge.customers.unomi_profiles import Tenant
from wire.sentences import ended, sentence_of
from wire.urls import WebAddress

log = structlog.get_logger()

_Url = Annotated[WebAddress, Field(max_length=500)]
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,39}$")]
_GRAPHQL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_GraphqlName = Annotated[str, Field(pattern=rf"^{_GRAPHQL_NAME.pattern}$")]
_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Event = Literal["online_views", "carts", "service_cases"]
_Happening = Literal["online_views", "carts", "service_cases", "orders_ready"]


def _known(info: ValidationInfo) -> Traits:
    """The traits of the shop whose file is read; without a shop, those of every shop."""
    return info.context["traits"] if info.context else OURS


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    requests_per_second: Annotated[float, Field(gt=0, le=10_000)] | None = None
    fresh_seconds: Annotated[float, Field(ge=1, le=86_400)] = FRESH_SECONDS


class _Remote(_Source):
    url: _Url
    key: str = Field("", repr=False)
    key_env: str | None = None
    traits: dict[str, _Text]
    """Left out, every trait of ours is where its name says."""

    @model_validator(mode="before")
    @classmethod
    def _by_our_names(cls, source: Any, info: ValidationInfo) -> Any:
        if not isinstance(source, dict):
            return source
        return {"traits": {name: name for name in _known(info).needs}, **cast("dict[str, Any]", source)}

    @field_validator("traits", mode="before")
    @classmethod
    def _by_their_names_of_now(cls, traits: Any) -> Any:
        if not isinstance(traits, dict):
            return traits
        named = {str(name): place for name, place in cast("dict[Any, Any]", traits).items()}
        if old := {name: renamed(name) for name in named if renamed(name) != name}:
            log.warning("customers.toml names traits as they were called before; write the new names", names=old)
        return {renamed(name): place for name, place in named.items()}

    @field_validator("traits")
    @classmethod
    def _are_ours(cls, traits: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        needs = _known(info).needs
        for name in traits:
            if name not in needs:
                close = difflib.get_close_matches(name, needs, n=1)
                hint = f"did you mean {close[0]}?" if close else f"known are: {', '.join(needs)}"
                hint += "; a fact of the shop's own stands in shop.toml, [[facts]]"
                raise ValueError(f'there is no trait "{name}": {hint}')
        if not traits:
            raise ValueError("name at least one trait, or leave the table out")
        return traits

    @field_validator("key_env")
    @classmethod
    def _in_environment(cls, name: str | None) -> str | None:
        if name is not None and not os.environ.get(name):
            raise ValueError(f"the environment has no {name}")
        return name

    @model_validator(mode="after")
    def _one_key(self) -> "_Remote":
        if self.key and self.key_env:
            raise ValueError("give key or key_env, not both")
        return self

    @property
    def secret(self) -> str:
        return os.environ[self.key_env] if self.key_env else self.key


class _Listed(BaseModel):
    """Where a customer's record lists what happened, and where in each item its moment, words and numbers stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: _Text = Field(alias="list")
    at: _Text
    text: _Text
    id: _Text | None = None
    article: _Text | None = None

    @model_validator(mode="after")
    def _paths(self) -> "_Listed":
        self.place()
        return self

    def place(self) -> ListPlace:
        return list_place(self.items, self.at, self.text, self.id, self.article)


class _Eventful(BaseModel):
    """Which event it is, and where in its properties the words stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # A comma would be another event to Segment.
    event: Annotated[str, Field(pattern=r"^[^,]{1,200}$")]
    text: _Text = "name"
    # What Segment's own events of a shop call the shop's number of an article.
    article: _Text = "sku"

    @field_validator("text", "article")
    @classmethod
    def _path(cls, text: str) -> str:
        parse_path(text)
        return text


class _Mapped(_Remote):
    observed_at: str | None = None
    happenings: dict[_Happening, _Listed] = Field(default_factory=dict[_Happening, _Listed])

    @field_validator("observed_at")
    @classmethod
    def _path(cls, text: str | None) -> str | None:
        if text is not None:
            parse_path(text)
        return text

    @model_validator(mode="after")
    def _paths(self) -> "_Mapped":
        self.paths()
        return self

    def paths(self) -> TraitPaths:
        return TraitPaths(self.traits, self.observed_at)

    def lists(self) -> HappeningPaths:
        return HappeningPaths({name: each.place() for name, each in self.happenings.items()})


class Segment(_Remote):
    """A Segment space."""

    kind: Literal["segment"]
    space: Annotated[str, Field(min_length=1)]
    id_type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "user_id"
    # An event has happened for good: that an order waits no longer could not be told.
    happenings: dict[_Event, _Eventful] = Field(default_factory=dict[_Event, _Eventful])
    """A question of its own beside the one for traits, so it is not asked unless it is named."""


class Unomi(_Mapped):
    """An Apache Unomi tenant."""

    kind: Literal["unomi"]
    scope: Annotated[str, Field(min_length=1)]
    tenant: str | None = None
    """With it the key is the tenant's private one."""
    id_property: str | None = None
    """Which property holds the customer's id, where it is not the profile's own; needs the private key."""

    @model_validator(mode="after")
    def _may_search(self) -> "Unomi":
        if self.id_property is not None and self.tenant is None:
            raise ValueError("id_property needs tenant and its private key: a public key may not search")
        self.spoken_to()
        return self

    def spoken_to(self) -> Tenant:
        """The tenant, and how to speak to it."""
        place = parse_path(self.id_property) if self.id_property else None
        headers = unomi_headers(self.secret, self.tenant)
        return Tenant(self.url.rstrip("/"), self.scope, headers, self.tenant is not None, place)


class Odp(_Mapped):
    """An Optimizely Data Platform account."""

    kind: Literal["odp"]
    identifier: _GraphqlName = "fs_user_id"

    @model_validator(mode="after")
    def _graphql_names(self) -> "Odp":
        places = [*self.paths().to_ask_for(self.paths().traits), *self.lists().to_ask_for(self.lists().names)]
        for step in (step for place in places for step in place if isinstance(step, str)):
            if not _GRAPHQL_NAME.fullmatch(step):
                raise ValueError(f'"{step}" is no name of a field in GraphQL: letters, digits and _')
        return self


class Rest(_Mapped):
    """Anything that answers one customer's record in JSON."""

    kind: Literal["rest"]
    header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] = "Authorization"
    record: str | None = None
    id: str | None = None
    """Where in the record the customer's id stands: each answer is held against it."""

    @field_validator("url")
    @classmethod
    def _has_place(cls, url: str) -> str:
        if PLACE not in urlsplit(url).path + urlsplit(url).query:
            raise ValueError(f"the url needs {PLACE} where the customer's id goes")
        return url

    @field_validator("record", "id")
    @classmethod
    def _is_path(cls, text: str | None) -> str | None:
        if text is not None:
            parse_path(text)
        return text


class Store(_Source):
    """The hub's own store."""

    kind: Literal["built_in"]


Each = Annotated[Segment | Unomi | Odp | Rest | Store, Field(discriminator="kind")]


class Configuration(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check_customer: CustomerRef | None = None
    """A test customer of the shop's own, whom `customers check` asks for."""
    source: Annotated[list[Each], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _names(self) -> "Configuration":
        names = [name_of(each) for each in self.source]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f'two sources are called "{twice}": give each its own name')
        return self


def load_configuration(path: Path, traits: Traits = OURS) -> Configuration:
    """Read and check the file, with the traits of the shop.

    Raises `CustomerSourceError` that names the source and the field.
    """
    try:
        # Windows' editors begin a file with a mark.
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Configuration.model_validate(raw, context={"traits": traits})
    except OSError as error:
        raise CustomerSourceError(f"cannot read {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CustomerSourceError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        # Without the input: a key may stand there.
        faults = error.errors(include_input=False, include_url=False)
        said = (f"{_place(each['loc'])}{ended(sentence_of(each))}" for each in faults)
        raise CustomerSourceError("\n".join(f"{path}: {each}" for each in said)) from None


def name_of(each: Each) -> str:
    """What a source is called: its name, or its kind."""
    return each.name or each.kind


def is_readable_by_others(each: Each) -> bool:
    """Whether the key and the profiles travel where others can read them."""
    url = None if isinstance(each, Store) else urlsplit(each.url)
    return url is not None and url.scheme == "http" and url.hostname not in LOOPBACK


def has_platform(configuration: Configuration) -> bool:
    """Whether anything but the hub's own store is asked."""
    return any(not isinstance(each, Store) for each in configuration.source)


def sources_of(
    configuration: Configuration, door: JsonClient, db: Database | None, traits: Traits = OURS
) -> Sequence[SourceConfig]:
    """The sources, ready to be asked. Raises `CustomerSourceError` for the built-in store without a hub's database."""
    return [_source(each, door, db, traits) for each in configuration.source]


def _source(each: Each, door: JsonClient, db: Database | None, traits: Traits) -> SourceConfig:
    name, fresh_seconds = name_of(each), each.fresh_seconds
    connector: Connector
    match each:
        case Segment():
            events = {
                what: EventPlace(of.event, parse_path(of.text), parse_path(of.article))
                for what, of in each.happenings.items()
            }
            connector = SegmentProfiles(
                name, door, each.url, each.space, each.secret, each.id_type, each.traits, events
            )
            per_second = segment.REQUESTS_PER_SECOND
        case Unomi():
            connector = UnomiContext(name, door, each.spoken_to(), each.paths(), each.lists())
            per_second = unomi.REQUESTS_PER_SECOND
        case Odp():
            connector = OdpGraphql(name, door, each.url, each.secret, each.identifier, each.paths(), each.lists())
            per_second = odp.REQUESTS_PER_SECOND
        case Rest():
            headers = {each.header: each.secret} if each.secret else {}
            connector = RestRecord(name, door, each.url, headers, each.record, each.id, each.paths(), each.lists())
            per_second = rest.REQUESTS_PER_SECOND
        case Store():
            if db is None:
                raise CustomerSourceError(
                    "the built-in store is in the hub's database, and there is none yet: start the hub once, or name"
                    " its folder, --data-dir."
                )
            connector, per_second = BuiltIn(name, KnownTraits(db), traits), built_in.REQUESTS_PER_SECOND
            fresh_seconds = min(fresh_seconds, built_in.FRESH_SECONDS)
    is_platform = not isinstance(each, Store)
    return SourceConfig(
        connector, each.requests_per_second or per_second, each.priority, fresh_seconds, is_platform=is_platform
    )


def _place(loc: Sequence[int | str]) -> str:
    """`source, 1, segment, url` as `source 2 (segment), url: `."""
    match list(loc):
        case ["source", int(number), str(kind), *rest]:
            return ": ".join([f"source {number + 1} ({kind})", *map(str, rest), ""])
        case ["source", int(number), *rest]:
            return ": ".join([f"source {number + 1}", *map(str, rest), ""])
        case place:
            return ": ".join([*map(str, place), ""])
