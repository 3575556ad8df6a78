"""What goddag-hub campaigns reads and prints, in English: files with their mistakes, and lives."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hub.ground.errors import FloorPlanError
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.settings import NO_FLOOR_PLAN
from hub.ground.shop.file import shop_of
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import in_english
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.service.campaigns.checks import Finding, ShopFacts, findings
from hub.service.campaigns.gate import Taken, to_be_known
from hub.service.campaigns.life import State, state_word
from hub.service.campaigns.refused import MistakesInFile
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.shop_facts import shop_facts
from hub.service.campaigns.views import CampaignSummary, CampaignView
from hub.service.campaigns.yaml_file import CampaignFile, Fault, read_campaign

NO_PLAN = "zones and the store are not looked at: name the floor plan (--floor-plan, or floor_plan in the settings)."
NO_CATALOGUE = "articles are not looked at: no catalogue was imported (goddag-hub catalogue import)."


def facts_of(settings: StoreSettings) -> ShopFacts:
    """What a campaign must fit at the hub of these settings. Raises `FloorPlanError`, `ShopFileError`."""
    if settings.floor_plan == NO_FLOOR_PLAN:
        raise FloorPlanError("name the store's floor plan: --floor-plan, or floor_plan in the settings (--settings).")
    return _facts(settings, load_floor_plan(settings.floor_plan))


def facts_for_check(settings: StoreSettings) -> tuple[ShopFacts, tuple[str, ...]]:
    """The same as far as it is known, and what is not. Raises `FloorPlanError`, `ShopFileError`."""
    has_plan = settings.floor_plan != NO_FLOOR_PLAN
    shop = _facts(settings, load_floor_plan(settings.floor_plan) if has_plan else None)
    return shop, tuple(
        line for line, is_missing in ((NO_PLAN, not has_plan), (NO_CATALOGUE, shop.article_known is None)) if is_missing
    )


def read_file(file: Path) -> CampaignFile | list[str]:
    """The campaign in a file, or every fault of it."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return [f"cannot read {file}: {error.strerror}."]
    except UnicodeDecodeError:
        return [f"{file}: this is no text in UTF-8."]
    read = read_campaign(text)
    return read if isinstance(read, CampaignFile) else [_at(file, each) for each in read]


def check_file(file: Path, read: CampaignFile, shop: ShopFacts) -> None:
    """Raises `MistakesInFile` with every one, each with its place."""
    if found := list(_said(file, read, findings(read.document, shop))):
        raise MistakesInFile("\n".join(found))


def everything_wrong(files: Sequence[Path], shop: ShopFacts) -> tuple[list[str], list[tuple[Path, CampaignFile]]]:
    """Every mistake in them, and those that could be read."""
    wrong: list[str] = []
    whole: list[tuple[Path, CampaignFile]] = []
    for file in files:
        read = read_file(file)
        if isinstance(read, list):
            wrong += read
        else:
            whole.append((file, read))
            here = replace(shop, zones=shop.zones or _zones_of(read), store=shop.store or _store_of(read))
            wrong += _said(file, read, findings(read.document, here))
    by_id: dict[str, Path] = {}
    for file, read in whole:
        first = by_id.setdefault(read.document.id, file)
        if first != file:
            wrong.append(_at(file, read.fault(("id",), f"{first} has the same id")))
    return wrong, whole


def warnings_about(repository: CampaignRepository, files: Sequence[tuple[Path, CampaignFile]]) -> Iterator[str]:
    """What should be known of them beside what is live."""
    for file, read in files:
        yield from _said(file, read, to_be_known(repository, read.document), "to be known: ")


def told(campaign: str, taken: Taken, file: Path | None = None, read: CampaignFile | None = None) -> Iterator[str]:
    """Where a step has led to."""
    for each in taken.warnings:
        if file and read:
            yield from _said(file, read, (each,), "to be known: ")
        else:
            yield f"to be known: {in_english(each.what)}"
    yield f"{campaign}, version {taken.version}: {in_english(state_word(taken.state))}."


def listed(each: CampaignSummary) -> str:
    """One line of the list."""
    said = [in_english(state_word(each.state))]
    if each.live_version is not None and each.live_version != each.version:
        said.append(f"version {each.live_version} is live")
    if each.owner_left:
        said.append(f"{each.owner} HAS LEFT: name another owner")
    votes = f", wanted by {each.votes}" if each.votes else ""
    return f"{each.id:30} {each.name}: version {each.version}, {', '.join(said)}{votes}"


def shown(view: CampaignView) -> Iterator[str]:
    """The whole of one."""
    yield listed(view)
    if view.missing:
        yield f"missing: {view.missing}"
    if view.steps and view.state is not State.REPLACED:
        yield f"next: {', '.join(each.value.replace('_', '-') for each in view.steps)}"
    yield ""
    yield (view.newest.yaml or view.newest.idea).rstrip()
    yield ""
    for line in view.history:
        by = f"{line.person or 'somebody'} ({line.role.value})" if line.role else "the hub"
        yield f"{_time(line.at_ms)}  version {line.version}  {line.step.value.replace('_', '-'):9} {by}" + (
            f": {line.note}" if line.note else ""
        )
    for said in view.comments:
        yield f"{_time(said.at_ms)}  version {said.version}  {said.person or 'somebody'} says: {said.text}"


def _facts(settings: StoreSettings, plan: FloorPlan | None) -> ShopFacts:
    now_ms = round(time.time() * 1000)
    return shop_facts(shop_of(settings), plan, StoredCatalogue(settings.data_dir, lambda: now_ms), now_ms)


def _zones_of(read: CampaignFile) -> frozenset[str]:
    return frozenset(filter(None, (read.document.trigger.zone,)))


def _store_of(read: CampaignFile) -> str:
    return read.document.stores[0] if read.document.stores else ""


def _said(file: Path, read: CampaignFile, found: Sequence[Finding], before: str = "") -> Iterator[str]:
    for each in found:
        yield _at(file, read.fault(each.where, before + in_english(each.what), each.mistake))


def _at(file: Path, fault: Fault) -> str:
    text = str(fault)
    return f"{file}:{text}" if fault.line else f"{file}: {text}"


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(sep=" ", timespec="minutes")[:16]
