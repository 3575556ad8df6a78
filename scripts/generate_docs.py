"""Makes the documents that follow from the code: message schemas, AsyncAPI, OpenAPI, settings, privacy papers.

`--check` writes nothing and fails when a committed document is not what the code says.
"""

import asyncio
import json
import sys
import tempfile
import tomllib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from edge.gateways.settings import BridgeSettings
from edge.settings import AgentSettings, EdgeSettings
from hub.app import Hub, build
from hub.ground.database import open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.health.metric import Kind
from hub.ground.health.metrics import PREFIX as METRIC_PREFIX
from hub.ground.holdings import resolved
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import Event
from hub.ground.manifests import holdings, outside, schemas, sections
from hub.ground.settings import PREFIX, Settings
from hub.ground.shop.file import ShopFile
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from hub.service.campaigns.document import CampaignDocument, Caps, Offer, Period, Text, Trigger, Variant
from hub.service.campaigns.rules.fields import FIELDS
from hub.service.campaigns.rules.tree import AllOf, AnyOf, Cel, Leaf, Not, Within
from hub.service.privacy_documents.entrance_notice import sign_of
from hub.service.privacy_documents.entrance_notice_page import as_svg, lay_out
from hub.service.privacy_documents.facts import facts_of
from hub.service.privacy_documents.report import as_markdown
from wire.messages import MESSAGES, Message
from wire.sentences import models_in
from wire.topics import MessageKind, Topic

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DEMO_PLAN = ROOT / "simulators" / "stores" / "bicycle_shop.toml"
CAMPAIGN_TABLES = {
    "The campaign": CampaignDocument,
    "`period`": Period,
    "`trigger`": Trigger,
    "`variants`, a list": Variant,
    "`text` of a variant, by language": Text,
    "`offer` of a variant": Offer,
    "`caps`": Caps,
}
FROM_EDGE = {MessageKind.SIGHTINGS, MessageKind.HEALTH}


def documents() -> dict[Path, str]:
    """Every generated document by path."""
    made = {DOCS / "wire" / f"{_slug(message)}.schema.json": _json(_schema(message)) for message in MESSAGES}
    made[DOCS / "wire" / "asyncapi.json"] = _json(_asyncapi())
    made[DOCS / "openapi.json"] = _json(asyncio.run(_openapi()))
    made[DOCS / "settings.md"] = _settings()
    made[DOCS / "shop.schema.json"] = _json(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **ShopFile.model_json_schema()}
    )
    made[DOCS / "shop.md"] = _shop()
    made[DOCS / "campaign.schema.json"] = _json(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **CampaignDocument.model_json_schema(by_alias=True)}
    )
    made[DOCS / "campaigns.md"] = _campaigns()
    made[DOCS / "what-happens.md"] = asyncio.run(_what_happens())
    made[DOCS / "metrics.md"] = asyncio.run(_metrics())
    made |= _privacy_papers()
    return made


def main() -> int:
    """Write, or with --check compare; returns the exit status."""
    made = documents()
    if "--check" not in sys.argv:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    drifted = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in drifted:
        print(f"{path.relative_to(ROOT)} is not what the code says: run make docs and commit it")
    return 1 if drifted else 0


def _shop() -> str:
    """Every key of shop.toml: each table by itself, in the order of the file."""
    parts = [(DOCS / "shop.head.md").read_text(encoding="utf-8").rstrip()]
    waiting: list[tuple[str, type[BaseModel], bool]] = []
    own: list[str] = []
    for name, field in ShopFile.model_fields.items():
        inner = next(iter(models_in(field.annotation)), None)
        if inner is None:
            own.append(f"| `[{name}]` | {field.description} |")
        else:
            waiting.append((name, inner, get_origin(field.annotation) is list))
    parts += ["## Tables that are a list of pairs", "", "| table | what stands in it |", "| --- | --- |", *own]
    for name, table, several in waiting:
        parts += ["", f"## `{'[[' if several else '['}{name}{']]' if several else ']'}`", "", _docstring(table), ""]
        parts += ["| key | default | what for |", "| --- | --- | --- |"]
        for key, field in table.model_fields.items():
            default = "needed" if field.is_required() else _default(field)
            parts.append(f"| {key} | {default} | {field.description} |")
    return "\n".join(parts) + "\n"


def _campaigns() -> str:
    """What a marketer writes: every key of a campaign's file, and every field of a rule."""
    parts = [(DOCS / "campaigns.head.md").read_text(encoding="utf-8").rstrip(), "", "### Fields", ""]
    parts += ["| field | what it is | type | within | they agreed to |", "| --- | --- | --- | --- | --- |"]
    for each in FIELDS.values():
        within = ", ".join(sorted(unit.value for unit in each.windows))
        parts.append(f"| {each.name} | {each.what} | {each.type.value} | {within} | {each.needs or ''} |")
    parts += ["", "`counts` and `shares` are asked by id (`of`); `texts` is a list (`has`, `has_not`).", ""]
    parts += ["### Parts of a rule", "", *_keys(Leaf), "", *_keys(Within), ""]
    parts += ["or one of these, which hold other rules:", "", *_keys(AllOf, AnyOf, Not, Cel), "", "## Every key"]
    for title, model in CAMPAIGN_TABLES.items():
        parts += ["", f"### {title}", "", _docstring(model), "", *_keys(model)]
    return "\n".join(parts) + "\n"


def _keys(*models: type[BaseModel]) -> list[str]:
    rows = ["| key | default | what for |", "| --- | --- | --- |"]
    for model in models:
        for name, field in model.model_fields.items():
            inner = next(iter(models_in(field.annotation)), None)
            default = "needed" if field.is_required() else "" if inner else _default(field)
            rows.append(f"| {field.alias or name} | {default} | {(field.description or '').replace('|', '/')} |")
    return rows


def _docstring(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    return "" if value is None or value in ([], {}, (), "") else f"`{str(value).lower()}`"


def _slug(message: type[Message]) -> str:
    return message.channel.value


def _schema(message: type[Message]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **message.model_json_schema()}


def _asyncapi() -> dict[str, Any]:
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for message in MESSAGES:
        name = _slug(message)
        address = str(Topic("{store}", "{edge}", message.channel))  # type: ignore[arg-type]
        by_edge = message.channel in FROM_EDGE
        channels[name] = {
            "address": address,
            "description": (message.__doc__ or "").strip(),
            "parameters": {"store": {"description": "Store id."}, "edge": {"description": "Edge id."}},
            "messages": {
                message.__name__: {
                    "contentType": "application/json",
                    "payload": {"$ref": f"./{name}.schema.json"},
                }
            },
        }
        operations[f"{'edge' if by_edge else 'hub'}Sends{message.__name__}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "summary": f"{'Edge to hub' if by_edge else 'Hub to edge'}, QoS 1"
            + (", retained." if message.channel in {MessageKind.HEALTH, MessageKind.ORDERS} else "."),
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Goddag between edges and hub",
            "version": "1",
            "description": "MQTT 3.1.1. At least once: an edge keeps every event until an Ack covers its seq, and the"
            " hub applies each (edge, boot_id, seq) once. Nothing here names a person.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
    }


@asynccontextmanager
async def _hub() -> AsyncGenerator[Hub]:
    """The demo's hub, built and not run."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(floor_plan=DEMO_PLAN, data_dir=Path(folder))
        with closing(open_database(Path(folder) / "hub.db", schemas())) as db:
            async with open_outgoing() as outgoing:
                yield build(settings, load_floor_plan(DEMO_PLAN), db, outgoing)


async def _openapi() -> dict[str, Any]:
    async with _hub() as hub:
        described = hub.running.web.openapi()
    # By name: that a part is listed elsewhere changes nothing of the API.
    described["paths"] = dict(sorted(described["paths"].items()))
    return described


async def _what_happens() -> str:
    """What the journal can hold, and which part answers it."""
    async with _hub() as hub:
        parts = [(part.name, part.reacts_to) for part in hub.running.parts]
    lines = [
        "# What happens, and who answers",
        "",
        (
            "Made from the code by `make docs`. Every entry of the journal, and the parts that answer it, in the order"
            " in which they do: each takes back what no longer holds (`apply`, right to left), then each"
            " does what follows (`act`, left to right). It stands in the `part.py` of their folder."
        ),
        "",
        "| event | what it says | parts |",
        "| --- | --- | --- |",
    ]
    for event in get_args(Event):
        says = " ".join((event.__doc__ or "").split())
        answering = ", ".join(name for name, to in parts if event in to) or "nobody: it is kept, shown and exported"
        lines.append(f"| `{event.__name__}` | {says} | {answering} |")
    return "\n".join(lines) + "\n"


async def _metrics() -> str:
    """Every figure at /metrics, part by part."""
    async with _hub() as hub:
        parts = [(part.name, part.metrics) for part in hub.running.parts if part.metrics]
    lines = [
        "# Metrics",
        "",
        (
            "Made from the code by `make docs`. What a running hub says at `/metrics`, for Prometheus; how to let it be"
            " read, and which figures to watch, is in [operating/metrics.md](operating/metrics.md). No label names a"
            " person. A counter begins at 0 when the hub starts, unless its text says a number that is kept. Beside"
            " these stand `process_…` (memory, processor time, open files) as every program has them."
        ),
    ]
    for name, metrics in parts:
        lines += ["", f"## {name.replace('_', ' ').capitalize()}", "", "| metric | type | labels | what |"]
        lines.append("| --- | --- | --- | --- |")
        for each in metrics:
            called = f"{METRIC_PREFIX}{each.name}{'_total' if each.kind is Kind.COUNTER else ''}"
            labels = ", ".join(f"`{label}`" for label in each.labels)
            lines.append(f"| `{called}` | {each.kind} | {labels} | {each.what} |")
    return "\n".join(lines) + "\n"


def _room(section: type[BaseModel]) -> str:
    """Whose settings these are, by the folder they stand in."""
    if section is StoreSettings:
        return "the store"
    *_, room, file = section.__module__.split(".")
    return (room if file == "settings" else file.removesuffix("_settings")).replace("_", " ")


def _settings() -> str:
    lines = ["# Settings", "", "Made from the code by `make docs`. Command line beats environment beats TOML file.", ""]
    lines += [
        "A path in the TOML file counts from the folder of that file, wherever the program runs; one on the command",
        "line or in the environment, from the folder that the program runs in.",
        "",
    ]
    bridge = [name for name in BridgeSettings.model_fields if name not in AgentSettings.model_fields]
    for title, note, prefix, model, names in (
        *(
            (f"Hub: {_room(each)}", each.__doc__ or "", PREFIX, Settings, list(each.__annotations__))
            for each in (StoreSettings, *sections())
        ),
        ("Edge", "", "GODDAG_EDGE_", EdgeSettings, list(EdgeSettings.model_fields)),
        ("Bridge", "Every setting of an edge but `radio`, and:", "GODDAG_EDGE_", BridgeSettings, bridge),
    ):
        lines += [f"## {title}", "", *([note, ""] if note else [])]
        lines += ["| setting | environment | default | what for |", "| --- | --- | --- | --- |"]
        lines += [_setting(prefix, name, model) for name in names]
        lines.append("")
    return "\n".join(lines)


def _privacy_papers() -> dict[Path, str]:
    folder = DOCS / "privacy"
    sample = Settings.model_validate(tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8")))
    plan = load_floor_plan(ROOT / sample.floor_plan)
    return {
        folder / "report-sample.md": as_markdown(facts_of(sample, plan, resolved((*holdings(), *outside()), sample))),
        folder / "sign-sample.svg": as_svg(lay_out(sign_of(sample, plan, Words().of("en")))),
    }


def _setting(prefix: str, name: str, model: type[BaseModel]) -> str:
    field = model.model_fields[name]
    default = field.get_default(call_default_factory=True, validated_data={})
    shown = "required" if field.is_required() or default is PydanticUndefined else f"`{default}`"
    return f"| {name} | {prefix}{name.upper()} | {shown} | {(field.description or '').replace('|', '/')} |"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
