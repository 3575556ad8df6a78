"""Customers as a shop has them: short names and very long ones, full cards and none."""

from typing import Any

from scripted_hub import ZONES, now_ms

MINUTE = 60_000
DAY = 24 * 60 * MINUTE

LONG_NAME = "Wilhelmina-Gudrun Åsa Margareta af Klintberg-Þorvaldsdóttir"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung"
MARKUP = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'


def make_line(text: str, source: str | None = "orders", days: int | None = 40) -> dict[str, Any]:
    return {
        "id": "card-need-unknown",
        "args": {},
        "text": text,
        "source": source,
        "observed_at_ms": None if days is None else now_ms() - days * DAY,
    }


def make_card(**changes: Any) -> dict[str, Any]:
    now = now_ms()

    def field(
        name: str, label: str, value: str | None, days: int | None, freshness: str = "fresh", reason: str | None = None
    ):
        return {
            "name": name,
            "label": label,
            "value": value,
            "source": "orders" if value else "cdp",
            "observed_at_ms": None if days is None else now - days * DAY,
            "fetched_at_ms": now - 4000 if value else None,
            "freshness": freshness,
            "reason": reason,
        }

    return {
        "need": make_line("Chain Ultegra CN-8100 is due for replacement", "wear model", 2),
        "next_best": make_line("Show Grand Prix 5000 28 mm: looked at online", "web shop", 3),
        "avoid": make_line("Anything but road cycling: all 14 orders are road"),
        "fields": [
            field("lines_24m", "Orders by discipline, 24 months", "road 14", 40),
            field("last_order_item", "Last bought", "Bib shorts Pro Team, black, L", 40),
            field("viewed_item_30d", "Looked at online", "Grand Prix 5000 28 mm", 3, "stale", "cached 3 h ago"),
            field("due_item", "Wear part due", None, None, "missing", "timeout"),
        ],
        "notice": None,
        "campaigns": [],
        "why": {"suggestions": [], "segments": []},
        "timeline": [],
        "offers": [],
        **changes,
    }


def told(text: str, *, is_nudge: bool = False) -> dict[str, Any]:
    """What a campaign would have staff say."""
    line = {**make_line(text, "Spring ride", 0), "id": "card-campaign", "args": {"text": text}}
    return {**line, "is_nudge": is_nudge}


def make_why() -> dict[str, Any]:
    """A suggestion of each band and of none, one with markup and one with long words, and two groups."""

    def suggestion(article: str, band: str | None, likelihood: str, *behind: str, **changes: Any) -> dict[str, Any]:
        return {
            "article": article,
            "list": "new",
            "band": band,
            "likelihood": likelihood,
            "reasons": [f"Because they bought {behind[0]}"] if behind else ["Much bought just now"],
            "behind": list(behind),
            "source": "insight",
            "observed_at_ms": now_ms() - 40 * DAY,
            "stands_in": None,
            **changes,
        }

    conditions = ["Orders in 24 months: 14 (at least 5)", "Spent in 24 months: 18.400,00 kr. (at least 10.000,00 kr.)"]
    group = {"source": "insight", "observed_at_ms": now_ms() - 40 * DAY, "reasons": conditions}
    return {
        "suggestions": [
            suggestion(
                *("Grand Prix 5000 28 mm", "high", "Likely to want it", "Grand Prix 4000", "Inner tube 28 mm"),
                stands_in="next_best",
            ),
            suggestion("Chain Ultegra CN-8100", "medium", "Now and then in their basket", "Chain", list="again"),
            suggestion(LONG_WORD, "low", "An idea", LONG_WORD, observed_at_ms=now_ms() - 60_000),
            suggestion(MARKUP, None, "Too little is known to say"),
        ],
        "segments": [
            {"id": "loyal", "name": "Loyal gold", **group},
            {"id": "hunter", "name": LONG_WORD, **group, "reasons": conditions[:1], "observed_at_ms": None},
        ],
    }


def make_timeline() -> list[dict[str, Any]]:
    """One entry of each kind, the first with markup in it."""
    kinds = ("purchase", "return", "visit", "online_view", "cart", "message", "note", "service_case")
    texts = (MARKUP, "Bib shorts", "Road", "Grand Prix 5000", "Bell", "welcome", "Sold", "Creaking bottom bracket")
    amounts, prices = ("1598.00", "-1199.00"), ("1.598,00 kr.", "-1.199,00 kr.")
    labels = (
        *("Bought", "Brought back", "In the store", "Looked at online", "In the online cart"),
        *("Message sent", "Outcome of a visit", "Service case"),
    )
    return [
        {
            "kind": kind,
            "label": labels[number],
            "price": prices[number] if number < 2 else None,
            "at_ms": now_ms() - number * DAY,
            "source": "generic" if number < 2 else "hub",
            "text": text,
            "amount": amounts[number] if number < 2 else None,
            "currency": "DKK" if number < 2 else None,
        }
        for number, (kind, text) in enumerate(zip(kinds, texts, strict=True))
    ]


def make_row(visit_id: str, **changes: Any) -> dict[str, Any]:
    now = now_ms()
    return {
        "visit_id": visit_id,
        "name": "Mads",
        "zone": ZONES[1],
        "zone_since_ms": now - 3 * MINUTE,
        "started_at_ms": now - 5 * MINUTE,
        "last_heard_ms": now - 2000,
        "certainty": 0.78,
        "card": make_card(),
        "card_made_ms": now,
        "claimed_by": None,
        "outcome": None,
        "asked_ms": None,
        "nudge_until_ms": None,
        **changes,
    }


def busy_shop() -> list[dict[str, Any]]:
    """Seven customers in every state that a row can have."""
    now = now_ms()
    return [
        make_row("v1"),
        make_row(
            "v2",
            name=None,
            zone=ZONES[2],
            started_at_ms=now - 12 * MINUTE,
            card=make_card(
                need=make_line("Topstone Carbon 2: looked 5 times online", "web shop", 1),
            ),
        ),
        make_row(
            "v3",
            name="Signe",
            zone=ZONES[0],
            started_at_ms=now - 20_000,
            zone_since_ms=now - 20_000,
            card=None,
            card_made_ms=None,
        ),
        make_row("v4", name="Aksel", zone=ZONES[3], started_at_ms=now - 26 * MINUTE, claimed_by="Maja"),
        make_row("v5", name="Freja", zone=ZONES[1], started_at_ms=now - 9 * MINUTE, claimed_by="Jonas", outcome="sold"),
        make_row(
            "v6",
            name=LONG_NAME,
            started_at_ms=now - 7 * MINUTE,
            zone={"id": "road", "name": "Road"},
            card=make_card(
                need=make_line(f"{LONG_WORD}en " * 2),
            ),
        ),
        make_row("v7", name=MARKUP, started_at_ms=now - 8 * MINUTE, zone=ZONES[2]),
    ]


def make_world(handheld_url: str) -> dict[str, Any]:
    def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
        return [[left, top], [right, top], [right, bottom], [left, bottom]]

    return {
        "store": {"id": "demo", "name": "Vesterbro Cykler", "outline": box(0, 0, 24, 16)},
        "zones": [
            {"id": "entrance", "name": "Entrance", "kind": "entrance", "polygon": box(0, 0, 8, 6)},
            {"id": "till", "name": "Till", "kind": "till", "polygon": box(8, 0, 16, 6)},
            {"id": "workshop", "name": "Workshop", "kind": "sales", "polygon": box(16, 0, 24, 6)},
            {"id": "city-kids", "name": "City & kids", "kind": "sales", "polygon": box(0, 6, 8, 16)},
            {"id": "road", "name": "Road", "kind": "sales", "polygon": box(8, 6, 16, 16)},
            {"id": "gravel-mountain", "name": "Gravel & mountain", "kind": "sales", "polygon": box(16, 6, 24, 16)},
        ],
        "edges": [{"id": f"edge-{n}", "x_m": 4 + 8 * (n % 3), "y_m": 2.5 + 5 * (n // 3)} for n in range(8)],
        "beacons": [{"id": f"beacon-{n}", "x_m": 2 + 4 * n, "y_m": 13} for n in range(6)],
        "handheld_url": handheld_url,
    }


def make_people() -> list[dict[str, Any]]:
    members = [
        ("Mads", "road cyclist", "android", 11.0, 9.5, True, "on"),
        ("Signe", "commuter with a cargo bike", "ios", 3.2, 3.8, True, "on"),
        ("Aksel", "gravel on weekends", "ios", 19.0, 12.1, True, "off"),
        ("Freja", "two children who grow", "android", -0.8, 2.0, False, "on"),
    ]
    people: list[dict[str, Any]] = [
        {
            "id": f"m{n}",
            "kind": "member",
            "name": name,
            "platform": platform,
            "x_m": x,
            "y_m": y,
            "inside": inside,
            "recognition": recognition,
            "note": note,
        }
        for n, (name, note, platform, x, y, inside, recognition) in enumerate(members)
    ]
    people += [
        {
            "id": f"s{n}",
            "kind": "stranger",
            "name": None,
            "platform": "other",
            "x_m": 2.5 + n * 2.3 % 20,
            "y_m": 4 + n * 3.7 % 11,
            "inside": True,
            "recognition": None,
            "note": None,
        }
        for n in range(9)
    ]
    return people


def make_mirror() -> dict[str, Any]:
    """A present visit that was opened twice and one that is over, with a message and a silence."""
    now = now_ms()
    card = make_card(need=make_line(MARKUP), why=make_why())
    opening = {
        "at_ms": now - 90_000,
        "until_ms": now - 60_000,
        "by": "Maja",
        "zone": ZONES[1],
        "reason": "near",
        "why": "You were near, and they wanted to help.",
        "fields": ["last_order_item", "due_item"],
        "saw": ["Last bought", "Wear part due"],
        "refused": False,
    }
    silence = {
        "at_ms": now,
        "campaign": "welcome",
        "sent": False,
        "reason": "held_out",
        "why": "You are among the few who do not get it.",
        "result": None,
        "became": None,
    }
    came = {**silence, "sent": True, "why": "A greeting.", "result": "sent", "became": "It was sent."}
    visit = {"started_at_ms": now - 300_000, "listed_on": 3}
    present = {
        **visit,
        "visit_id": "v1",
        "ended_at_ms": None,
        "zone": ZONES[1],
        "asked_ms": None,
        "card": card,
        "openings": [opening, {**opening, "by": LONG_NAME, "until_ms": None}],
        "messages": [silence],
    }
    refused = {**opening, "refused": True, "fields": [], "saw": [], "until_ms": None, "zone": None}
    past = {**visit, "visit_id": "v0", "ended_at_ms": now - 200_000, "openings": [refused], "messages": [came]}
    look = {**opening, "by": "Analysis", "until_ms": None, "zone": None, "fields": ["suggestions"], "saw": ["May suit"]}
    used = {"code": "7K3M-9Q2X-4TBW", "text": MARKUP, "campaign": "tyres", "name": "Tyres", "given_at_ms": now - DAY}
    used |= {"valid_until_ms": now + DAY, "redeemed_at_ms": now - 60_000, "state": "redeemed"}
    still = {**used, "code": "AUTUMN-1", "text": "A gift", "redeemed_at_ms": None, "state": "open"}
    return {"language": "en", "visit": present, "looks": [look], "offers": [still, used], "past": [past]}


def make_inboxes() -> list[dict[str, Any]]:
    body = "The Grand Prix 5000 you looked at is in the road corner, in 28 mm."
    return [{"person_id": "m0", "messages": [{"title": "Goddag, Mads", "body": body, "at_ms": now_ms() - 60_000}]}]


def make_devices() -> dict[str, Any]:
    """One in each state that a device can have, and one whose own name for itself is markup."""

    def device(id_: str, kind: str, **changes: Any) -> dict[str, Any]:
        return {
            "device": id_,
            "name": f"Handheld {id_[-1]}",
            "kind": kind,
            "owner": None,
            "this_device": False,
            "signed_in": "Maja",
            "in_use": False,
            "first_ms": now_ms() - 30 * DAY,
            "seen_ms": now_ms() - 3 * 60 * MINUTE,
            **changes,
        }

    return {
        "devices": [
            device("device-00000000aaaa", "Android, Chrome", this_device=True, in_use=True),
            device("device-00000000bbbb", "iPhone, Safari", name="iPhone, Safari", in_use=True),
            device("device-00000000cccc", "", signed_in=None, owner="Jonas"),
            device("device-00000000dddd", MARKUP, name=MARKUP),
        ],
    }
