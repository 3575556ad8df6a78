"""How many events a hub takes through deciding, recording and sending, beside plain POSTs.

    make bench-campaign_events      about a minute; prints a table, writes benchmarks/results/campaign_events.json

A whole hub in this process with 100 live campaigns, and the simulated FCM over HTTP. Everybody comes in once
and is decided on. What is decided and recorded is counted without a gateway that answers; what is sent, with one. The
peer of sending is the same number of POSTs of the same size to the same gateway, by the same client, without a hub: the
hub may take so many times as long. Events of customers for whom no rule holds are the usual case, and stand in a row of
their own.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from tables import report

from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import Member, VisitId, VisitStarted
from hub.place.visits.repository import Visit
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.in_force import Happened
from hub.service.messages.post import MessagePost
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord
from simulators import push
from simulators.campaigns import WELCOME, start
from simulators.hub_here import HubHere, built_hub
from simulators.serving import served

CAMPAIGNS = 100
# Deciding on a hundred campaigns, five rows in three tables and a flush of the disk, for each POST.
MOST_OF_PLAIN_POSTS = 12.0
ARRIVED = Happened(Happening.ARRIVED)


def campaigns(holding: int) -> list[CampaignDocument]:
    """A hundred, of which so many hold of everybody."""
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    rules = [{"all": []}] * holding + [{"field": "visits", "op": "more_than", "value": 1000}] * (CAMPAIGNS - holding)
    return [
        CampaignDocument.model_validate(
            {**plain, "id": f"campaign-{number}", "name": f"Campaign {number}", "who": rule, "priority": number % 100}
        )
        for number, rule in enumerate(rules)
    ]


def enrol(here: HubHere, people: int) -> list[Member]:
    found: list[Member] = []
    shown = ConsentScreen(text_version=current_texts().version, language="en")
    for number in range(people):
        device = Device(install_id=f"installation-of-{number:06}", platform="android", push_token=f"phone-{number}")
        body = MemberEnrolment(request_id=f"request-of-{number:06}", device=device, shown=shown, purposes=list(Purpose))
        record = here.hub.members.service.enrol(f"u-{number}", body, here.hub.ground.now_ms())
        if not isinstance(record, MemberRecord):
            raise TypeError(f"customer {number} could not be enrolled: {record}")
        found.append(record.member)
    return found


def come_in(here: HubHere, members: Sequence[Member]) -> list[tuple[Member, VisitId]]:
    ground, now_ms = here.hub.ground, here.hub.ground.now_ms()
    came = [(member, VisitId(f"v-{number}")) for number, member in enumerate(members)]
    with ground.journal.transaction():
        for member, visit in came:
            here.hub.visits.visits.start(Visit(visit, member, "road", now_ms, now_ms, now_ms))
            ground.journal.append(VisitStarted(member, visit, "road"), now_ms)
    return came


async def through(people: int, holding: int, gateway: str) -> tuple[float, int]:
    """Seconds on the wall for everybody, and how many messages left."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"push_url": gateway, "push_project": push.PROJECT, "push_token": push.TOKEN}
        async with built_hub(Path(folder), **settings) as here:
            start(here.hub, campaigns(holding))
            came = come_in(here, enrol(here, people))
            service = here.hub.deciding.service
            began = time.perf_counter()
            for member, visit in came:
                await service.happened(member, visit, ARRIVED)
            took = time.perf_counter() - began
            sent = here.db.row("SELECT count(*) FROM exposures WHERE result = 'sent'")
            await here.hub.customers.known.source.close()
            here.hub.rights.tombstones.close()
            return took, sent[0] if sent else 0


async def plain_posts(people: int, gateway: str) -> float:
    """Seconds on the wall for as many POSTs, one after the other, by the hub's own way out."""
    async with open_outgoing() as outgoing:
        post = MessagePost(outgoing)
        began = time.perf_counter()
        for number in range(people):
            message = {
                "token": f"phone-{number}",
                "notification": {"title": "Good to see you", "body": "Ask us: we are happy to help you."},
            }
            headers = {"Authorization": f"Bearer {push.TOKEN}", "Content-Type": "application/json"}
            body = json.dumps({"message": message}).encode()
            url = f"{gateway}/v1/projects/{push.PROJECT}/messages:send"
            await post.post(url, headers, body)
        return time.perf_counter() - began


async def gateway_works(url: str) -> None:
    async with httpx.AsyncClient() as client:
        (await client.get(f"{url}/healthz")).raise_for_status()


async def measure(people: int) -> int:
    async with served(push.create_app()) as gateway:
        await gateway_works(gateway)
        posts = min([await plain_posts(people, gateway) for _ in range(3)])
        nobody, none = await through(people, 0, gateway)
        everybody, sent = await through(people, 5, gateway)
    if (none, sent) != (0, people):
        sys.exit(f"{none} messages where no rule holds, and {sent} of {people} where some do")
    rows: list[dict[str, object]] = [
        {"what": "plain POSTs", "events": people, "per second": round(people / posts), "times": 1.0},
        {
            "what": f"{CAMPAIGNS} campaigns, none holds: decided and recorded",
            "events": people,
            "per second": round(people / nobody),
            "times": round(nobody / posts, 1),
        },
        {
            "what": f"{CAMPAIGNS} campaigns, 5 hold: decided, recorded, sent",
            "events": people,
            "per second": round(people / everybody),
            "times": round(everybody / posts, 1),
        },
    ]
    report("campaign_events", rows)
    print(f"\nsent through the hub beside plain POSTs: {everybody / posts:.1f} times (at most {MOST_OF_PLAIN_POSTS})")
    return int(everybody / posts > MOST_OF_PLAIN_POSTS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    return asyncio.run(measure(parser.parse_args().people))


if __name__ == "__main__":
    raise SystemExit(main())
