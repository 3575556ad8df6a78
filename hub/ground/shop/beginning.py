"""The first files of a shop, made from a handful of answers: what runs as it is, and is then changed by hand. Pure."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.ground.words.phrase import phrase
from hub.ground.words.words import Words

# A sales floor is heard well with an edge in every square of this side; checks warn above ten metres.
EDGE_EVERY_M = 8.0
# Room for people to come in and to pay.
FRONT_SHARE, LEAST_FRONT_M = 0.25, 2.0
EDGE_HEIGHT_M, BEACON_HEIGHT_M = 2.5, 1.2
LEAST_SIDE_M, MOST_SIDE_M = 6.0, 100.0
_SAME = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ð": "d", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked."""

    name: str
    languages: tuple[str, ...]
    currency: str
    time_zone: str
    width_m: float
    depth_m: float
    lines: tuple[str, ...] = ()
    """The values by which articles are divided, as the catalogue has them; empty where nothing splits customers."""
    line_attribute: str = "custom_label_0"
    """The attribute of the catalogue in which they stand."""
    offer: str = ""
    beacon_uuid: str = ""
    hours: str = "10:00-18:00"
    issuer: str = "http://127.0.0.1:8784"


def files_of(answers: Answers) -> dict[str, str]:
    """The files by name: `hub.toml` names the others."""
    return {
        "shop.toml": _shop(answers),
        "floor_plan.toml": _floor_plan(answers),
        "customers.toml": _CUSTOMERS,
        "hub.toml": _hub(answers),
    }


def id_of(name: str) -> str:
    """A name as ids are written: lower case, ASCII, hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_SAME)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "store"


def _text(value: str) -> str:
    """A basic string of TOML, which JSON's is as well."""
    return json.dumps(value, ensure_ascii=False)


def _by_language(answers: Answers, text: str) -> str:
    return "{ " + ", ".join(f"{language} = {_text(text)}" for language in answers.languages) + " }"


def _shop(answers: Answers) -> str:
    rows = [
        "# What the shop says of itself: docs/shop.md has every key. Check it: goddag-hub shop check shop.toml",
        "[shop]",
        f"name = {_text(answers.name)}",
        f"languages = [{', '.join(map(_text, answers.languages))}]",
        f"currency = {_text(answers.currency)}",
        f"time_zone = {_text(answers.time_zone)}",
        "",
        "[opening_hours]",
        *(f'{day} = "{answers.hours}"' for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")),
    ]
    if answers.lines:
        rows += [
            "",
            "# What articles are divided by: somebody who buys of one line alone is never shown another. The keys are",
            "# the values as the catalogue has them; behind them, what people read.",
            "[lines]",
            f"attribute = {_text(answers.line_attribute)}",
            "[lines.names]",
            *(f"{_text(line)} = {_by_language(answers, line)}" for line in answers.lines),
        ]
    rows += [
        "",
        "# How articles are bought again, by category: never, after N days, or consumable. Where nothing is said, what",
        "# your customers do buy again decides.",
        "[repeats]",
        '# "Sofas" = "never"',
        '# "Lamps > Bulbs" = "consumable"',
        '# "Water filters" = "after 180 days"',
    ]
    if answers.offer:
        rows += ["", "# What staff may always offer.", "[[offers]]", 'id = "offer"']
        rows.append(f"text = {_by_language(answers, answers.offer)}")
    return "\n".join(rows) + "\n"


def _floor_plan(answers: Answers) -> str:
    width, depth, say = answers.width_m, answers.depth_m, _words(answers)
    front = max(LEAST_FRONT_M, round(depth * FRONT_SHARE, 1))
    middle = round(width / 2, 1)
    rows = [
        "# A first floor plan: a box, to be drawn anew from the shop's own measures. Metres; the origin is the corner",
        "# left of the door, y points away from the street. goddag-hub floor draw floor_plan.toml --out plan.svg",
        "[store]",
        f"id = {_text(id_of(answers.name))}",
        f"name = {_text(answers.name)}",
        f"beacon_uuid = {_text(answers.beacon_uuid)}",
        f"outline = {_box(0, 0, width, depth)}",
        *_zone("entrance", say("shop-zone-entrance"), "entrance", _box(0, 0, middle, front)),
        *_zone("till", say("shop-zone-till"), "till", _box(middle, 0, width, front)),
    ]
    names = answers.lines or (say("shop-zone-sales"),)
    for number, name in enumerate(names):
        left, right = (round(width * each / len(names), 2) for each in (number, number + 1))
        rows += _zone(id_of(name), name, "sales", _box(left, front, right, depth))
    for number, (x, y) in enumerate(_spread(width, depth), 1):
        rows += ["", "[[edges]]", f'id = "edge-{number}"', f"at = [{x}, {y}]", f"height = {EDGE_HEIGHT_M}"]
    corners = ((0.5, 0.5), (width - 0.5, 0.5), (round(width / 2, 1), depth - 0.5))
    for number, (x, y) in enumerate(corners, 1):
        rows += ["", "[[beacons]]", f'id = "beacon-{number}"', "major = 1", f"minor = {number}"]
        rows += [f"at = [{x}, {y}]", f"height = {BEACON_HEIGHT_M}"]
    return "\n".join(rows) + "\n"


def _words(answers: Answers) -> Callable[[str], str]:
    words = Words().of(answers.languages[0])
    return lambda id_: words.say(phrase(id_))


def _zone(id_: str, name: str, kind: str, polygon: str) -> list[str]:
    return ["", "[[zones]]", f"id = {_text(id_)}", f"name = {_text(name)}", f'kind = "{kind}"', f"polygon = {polygon}"]


def _box(left: float, near: float, right: float, far: float) -> str:
    corners = ((left, near), (right, near), (right, far), (left, far))
    return f"[{', '.join(f'[{x:g}, {y:g}]' for x, y in corners)}]"


def _spread(width: float, depth: float) -> Sequence[tuple[float, float]]:
    columns, rows = max(2, math.ceil(width / EDGE_EVERY_M)), max(2, math.ceil(depth / EDGE_EVERY_M))
    return [
        (round(width * (column + 0.5) / columns, 2), round(depth * (row + 0.5) / rows, 2))
        for row in range(rows)
        for column in range(columns)
    ]


_CUSTOMERS = """# Where customer data comes from: docs/connecting.md. goddag-hub customers check --settings hub.toml
# The hub's own store is filled from a spreadsheet (goddag-hub customers import FILE) and by the till.
[[source]]
kind = "built_in"
"""


def _hub(answers: Answers) -> str:
    return f"""# Settings of the hub (docs/settings.md). In this folder: goddag-hub run --settings hub.toml
floor_plan = "floor_plan.toml"
shop = "shop.toml"
customers = "customers.toml"
data_dir = "data"
time_zone = {_text(answers.time_zone)}

# Who is responsible for customers' data, as customers read it on their receipt: the firm. Take the # away and
# write your own; goddag-hub shop check --settings hub.toml says what is missing.
controller_name = {_text(answers.name)}
# controller_address = "Street 1, 1000 Town"
# privacy_email = "privacy@example.com"
# privacy_notice_url = "https://example.com/privacy"

# To try the shop at any hour; take it out when customers come: no visit begins while shop.toml says it is closed.
always_open = true

# Handhelds on the shop's network need a name and HTTPS (docs/operating/https.md):
# host = "0.0.0.0"
# public_name = "goddag.home.arpa"
# browser_authority = true

# The sign-in of your app. This one is the small one of the simulator (goddag-sim visit), to try the shop with; put your
# own here before a customer uses it.
app_issuer = {_text(answers.issuer)}
app_keys = {_text(answers.issuer + "/.well-known/jwks.json")}
"""
