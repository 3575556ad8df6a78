"""The whole API of the customer's app, asked everything that its description allows and much that it does not."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from small_shop import Shop

from simulators.people import MEMBERS

pytestmark = pytest.mark.story
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
# Every operation gets the edges of its description, and so many throws of the dice beside them.
DICE = "6"
OPTIONS = [
    "--include-path-regex", "^/v1/app", "--max-examples", DICE,
    "--seed", "20261123", "--no-shrink", "--generation-database", "none",
    # The framework names in `Allow` the methods of the first of two routes with one path. And a receipt stands where
    # purposes do: to PUT it is to change a purpose that there is not, which is 422 and not 405.
    "--checks", "all", "--exclude-checks", "allow_header_conformance,unsupported_method",
]  # fmt: skip
# At these two a no is taken out of a body that the description does not allow.
FORGIVING = """
[[operations]]
include-path-regex = "^/v1/app/(consents/|level)"
[operations.checks.negative_data_rejection]
expected-statuses = ["2xx", "4xx"]
"""
# A description cannot say that of four addresses one is given, nor that a browser's key is a point on its curve.
FORGIVING += """
[[operations]]
include-path-regex = "^/v1/app/(members|device)$"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "5xx"]
"""
NO_WAY_IN = "operations returned only 401/403"


async def ask_everything(shop: Shop, folder: Path, phases: str, *headers: str) -> str:
    """Run the tool against the hub with the description that the hub itself serves; returns what it said."""
    (folder / "schemathesis.toml").write_text(FORGIVING)
    process = await asyncio.create_subprocess_exec(
        SCHEMATHESIS, "run", f"{shop.chain.hub_url}/openapi.json", "--phases", phases, *OPTIONS,
        *(f"--header={each}" for each in headers), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 110)
    assert process.returncode == 0, said.decode()
    assert "Traceback" not in (shop.chain.folder / "logs" / "hub.log").read_text()
    return said.decode()


async def test_whatever_a_member_asks_is_answered_as_described(shop: Shop, tmp_path: Path) -> None:
    phone = await shop.enrol(MEMBERS[0])
    identity = phone.issuer.mint(phone.persona.ref)
    headers = f"Authorization: Bearer {identity}", f"Goddag-Install: {phone.install_id}"
    said = await ask_everything(shop, tmp_path, "examples,coverage,fuzzing", *headers)
    assert NO_WAY_IN not in said


async def test_whatever_is_asked_without_an_identity_is_refused_as_described(shop: Shop, tmp_path: Path) -> None:
    # All are refused before they are read: throwing dice would only take time.
    assert NO_WAY_IN in await ask_everything(shop, tmp_path, "examples,coverage")
