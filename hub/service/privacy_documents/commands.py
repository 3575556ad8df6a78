"""goddag-hub consents, goddag-hub privacy: what is shown to authorities, auditors and at the door."""

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub.ground.command_line import DataDir, SettingsFile, folder_of, refuse, refusing
from hub.ground.errors import HubError

consents = typer.Typer(
    help="The consent ledger: its records, and whether its chain is whole. Also while the hub runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
privacy = typer.Typer(
    help="Papers made from the live configuration: the record of processing, and the sign at the door.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FloorPlanFile = Annotated[Path | None, typer.Option("--floor-plan", help="The store's floor plan (TOML, metres).")]
WHAT_TO_DO = (
    "keep this file as it is, compare it with the newest backup and with earlier exports and receipts, and find out who"
    " could write to it; what stands from that line on proves nothing."
)


@consents.command()
def export(
    out: Annotated[Path | None, typer.Option("--json-lines", help="File to write, a record a line.")] = None,
    settings_file: SettingsFile = None,
    floor_plan: FloorPlanFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write every line of the ledger as a consent record (ISO/IEC TS 27560 in JSON-LD). No customer id is in it."""
    from hub.ground.data_folder import read_hub_database  # noqa: PLC0415 - the help must not wait for a database
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415
    from hub.ground.hash_chain import GENESIS  # noqa: PLC0415
    from hub.ground.settings import read_settings  # noqa: PLC0415
    from hub.trust.consents.ledger import Anchor, ConsentLedger, LedgerLine  # noqa: PLC0415
    from hub.trust.consents.parties import parties_of  # noqa: PLC0415
    from hub.trust.consents.records import consent_records  # noqa: PLC0415

    with refusing():
        settings = read_settings(settings_file, floor_plan=floor_plan, data_dir=data_dir)
        plan = load_floor_plan(settings.floor_plan)
    try:
        parties = parties_of(settings, plan.store_id, plan.store_name)
        ledger = ConsentLedger(read_hub_database(settings.data_dir))
        count, anchor = 0, Anchor(0, GENESIS)

        def noted() -> Iterator[LedgerLine]:
            nonlocal count, anchor
            for line in ledger.every_line():
                count, anchor = count + 1, Anchor(line.line, line.hash)
                yield line

        with out.open("w", encoding="utf-8") if out else contextlib.nullcontext(sys.stdout) as file:
            for record in consent_records(noted(), parties):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    except HubError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"cannot write {out or 'the records'}: {error.strerror}.")
    except (ValueError, TypeError):
        refuse(
            f"the ledger has an unreadable line: goddag-hub consents verify --data-dir {settings.data_dir} names it."
        )
    # Beside the records, not among them: whoever keeps it notices later that lines are gone.
    print(f"{count} records, anchor {anchor}", file=sys.stderr)


@consents.command()
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="What an earlier verify, export or receipt gave: LINE:HASH must still stand.")
    ] = None,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Recompute the chain of hashes: exit status 0 when it is whole, 1 when lines were changed, dropped or added."""
    from hub.ground.data_folder import read_hub_database  # noqa: PLC0415
    from hub.trust.consents.ledger import Anchor, ConsentLedger  # noqa: PLC0415

    known = Anchor.parse(anchor) if anchor is not None else None
    if anchor is not None and known is None:
        refuse(f'"{anchor[:80]}" is not an anchor such as 12:3f9c... (a line number, a colon, 64 hexadecimal digits).')
    with refusing():
        ledger = ConsentLedger(read_hub_database(folder_of(settings_file, data_dir)))
        found = ledger.verify()
        still_there = known is None or ledger.holds(known)
    if found.broken is not None:
        _broken(f"line {found.broken} does not follow from the one before it: it or an earlier one was changed")
    if found.cut_off:
        _broken(f"{found.cut_off} lines after line {found.anchor.line} were there once and are gone")
    if not still_there and known:
        _broken(f"line {known.line} is not the one that the anchor was taken from: lines were cut off or written anew")
    print(f"{found.anchor.line} lines, chain whole, head {found.anchor.hash}")
    print(f"Keep this outside the hub, it shows lines that vanish later: --anchor {found.anchor}")


@privacy.command()
def report(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; without it, the terminal.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON for a program instead of Markdown.")] = False,
    settings_file: SettingsFile = None,
    floor_plan: FloorPlanFile = None,
) -> None:
    """Write the record of processing and the facts for an impact assessment (GDPR articles 30 and 35)."""
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415
    from hub.ground.holdings import resolved  # noqa: PLC0415
    from hub.ground.manifests import holdings, outside  # noqa: PLC0415
    from hub.ground.settings import read_settings  # noqa: PLC0415
    from hub.service.privacy_documents import report as paper  # noqa: PLC0415
    from hub.service.privacy_documents.facts import facts_of  # noqa: PLC0415

    with refusing():
        settings = read_settings(settings_file, floor_plan=floor_plan)
        facts = facts_of(settings, load_floor_plan(settings.floor_plan), resolved((*holdings(), *outside()), settings))
    text = (
        json.dumps(paper.as_json(facts), indent=2, ensure_ascii=False) + "\n" if as_json else paper.as_markdown(facts)
    )
    if out is None:
        sys.stdout.write(text)
    else:
        _write(out, text.encode())
    if facts.findings:
        print(f"{len(facts.findings)} things to mend; they stand first in the report.", file=sys.stderr)


@privacy.command()
def sign(
    language: Annotated[str, typer.Option("--lang", help="For example da; a wrong one names all.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for sign-LANG.svg and sign-LANG.pdf.")] = Path(),
    settings_file: SettingsFile = None,
    floor_plan: FloorPlanFile = None,
) -> None:
    """Make the entrance sign, A4, as SVG and PDF, with a QR code of the privacy notice."""
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415
    from hub.ground.settings import read_settings  # noqa: PLC0415
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.ground.words.languages import LANGUAGES  # noqa: PLC0415
    from hub.ground.words.words import Words  # noqa: PLC0415
    from hub.service.privacy_documents.entrance_notice import sign_of  # noqa: PLC0415

    if language not in LANGUAGES:
        refuse(f'there is no sign in "{language}": choose one of {", ".join(LANGUAGES)}.')
    try:
        from hub.service.privacy_documents.entrance_notice_page import as_pdf, as_svg, lay_out  # noqa: PLC0415
    except ModuleNotFoundError as error:
        refuse(f"the sign needs {error.name}, which is not installed: pip install 'goddag[hub,paper]'.")
    with refusing():
        settings = read_settings(settings_file, floor_plan=floor_plan)
        page = lay_out(sign_of(settings, load_floor_plan(settings.floor_plan), Words(shop_of(settings)).of(language)))
    for path, content in (
        (out / f"sign-{language}.svg", as_svg(page).encode()),
        (out / f"sign-{language}.pdf", as_pdf(page)),
    ):
        _write(path, content)
        print(path)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        refuse(f"cannot write {path}: {error.strerror}.")


def _broken(what: str) -> NoReturn:
    print(f"goddag-hub: the consent ledger is not whole: {what}.\nNext: {WHAT_TO_DO}", file=sys.stderr)
    raise typer.Exit(1)


COMMANDS = {"consents": consents, "privacy": privacy}
