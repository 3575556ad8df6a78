"""goddag-hub https: whether browsers will take what this hub serves, and the authority that handhelds are to trust."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing, settings_of

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.ground.store_settings import StoreSettings
    from hub.ground.web.https.authority import BrowserAuthority
    from hub.ground.web.https.pair import Certificate, Objection

https = typer.Typer(
    help="HTTPS: look at the certificate that browsers get, and print the authority that handhelds are to trust.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@https.command("check")
def check_https(
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Say which certificate the hub serves with these settings and until when; ends with 1 if browsers refuse it."""
    from hub.ground.web.settings import WebSettings  # noqa: PLC0415
    from hub.ground.words.words import in_english  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        web = settings.of(WebSettings)
        if not web.serves_https:
            refuse(
                "these settings serve no HTTPS: set public_name with tls_certificate and tls_key, or with"
                " browser_authority = true (docs/operating/https.md).",
                1,
            )
        found, objection = _look(settings)
    why = in_english(objection.phrase) if objection else ""
    late = found is not None and found.is_late(time.time())
    if as_json:
        ends_at = found.ends_at if found else None
        print(json.dumps({"address": web.address, "ends_at": ends_at, "late": late, "refused_why": why}))
    else:
        print(f"{web.address}")
        if found:
            _print_certificate(found)
        print(f"Browsers refuse it: {why}." if why else _verdict(late=late))
    if why:
        raise typer.Exit(1)


@https.command("authority")
def print_authority(
    out: Annotated[Path | None, typer.Option(help="Write it there as well; a name in .cer or .der is DER.")] = None,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print the certificate of this hub's own authority for browsers, made when first asked for.

    Handhelds are told to trust it: by their management (MDM), or by hand. It vouches for public_name and nothing else.
    """
    with refusing():
        authority = _authority_of(settings_of(settings_file, data_dir))
    if out is not None:
        content = authority.der if out.suffix.lower() in {".cer", ".der"} else authority.pem.encode()
        try:
            out.write_bytes(content)
        except OSError as error:
            refuse(f"cannot write {out}: {error.strerror}.")
    if as_json:
        shown = {"pem": authority.pem, "sha256": authority.fingerprint, "ends_at": authority.ends_at}
        print(json.dumps(shown))
        return
    print(authority.pem, end="")
    # Beside it: what is printed may go straight into a file.
    typer.echo(
        f"SHA-256 {authority.fingerprint}, until {_day(authority.ends_at)}. Compare it on the handheld.", err=True
    )


def _authority_of(settings: "StoreSettings") -> "BrowserAuthority":
    from hub.ground.web.https.authority import load_or_create_browser_authority  # noqa: PLC0415
    from hub.ground.web.settings import WebSettings  # noqa: PLC0415

    web = settings.of(WebSettings)
    if web.tls_certificate:
        refuse("tls_certificate is set: that certificate's issuer is who handhelds trust, and no authority of our own.")
    if not web.public_name:
        refuse("set public_name first: the authority vouches for that name and no other.")
    return load_or_create_browser_authority(settings.data_dir, web.public_name, time.time())


def _look(settings: "StoreSettings") -> "tuple[Certificate | None, Objection | None]":
    from hub.ground.web.https.pair import Objection, objection_to  # noqa: PLC0415
    from hub.ground.web.https.serving import Files, load  # noqa: PLC0415
    from hub.ground.web.settings import WebSettings  # noqa: PLC0415

    web = settings.of(WebSettings)
    if web.tls_certificate:
        files = Files(web.tls_certificate, web.tls_key or web.tls_certificate)
    else:
        authority = _authority_of(settings)
        authority.renew(time.time())
        files = Files(authority.server_file, authority.server_file)
    loaded = load(files)
    if isinstance(loaded, Objection):
        return None, loaded
    return loaded[0], objection_to(loaded[0], web.public_name or "", time.time())


def _print_certificate(found: "Certificate") -> None:
    print(f"  for      {', '.join(sorted(found.names))}")
    print(f"  from     {found.issuer}")
    print(f"  until    {_day(found.ends_at)}")
    print(f"  SHA-256  {found.fingerprint}")
    if not found.has_chain:
        print("  It stands alone in its file. A public authority's needs its chain behind it (fullchain.pem).")


def _verdict(*, late: bool) -> str:
    taken = "Browsers that trust its issuer take it."
    return f"{taken} Less than a third of its life is left: see that it is renewed." if late else taken


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


COMMANDS = {"https": https}
