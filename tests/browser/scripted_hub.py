"""The network's side of the screens: answers and streams as the contract of /api/staff and /api/sim says, on command.

It stands for a hub that a test needs in a state which a real one reaches slowly or rarely: unusual names, an answer
lost, silence. It decides nothing that our code decides.
"""

import json
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub.ground.web.screens import content_policy

WEB = Path(__file__).parents[2] / "hub" / "_web"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".ftl": "text/plain",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
# As strict as the real one, and the simulator's page frames the handheld.
POLICY = content_policy(framed_by_neighbours=True, frames_neighbours=True)
# For a page under load to open the stream after the list that it showed; a page that never does fails the test.
LISTENS_WITHIN_SECONDS = 10.0
ZONES = [
    {"id": "entrance", "name": "Entrance"},
    {"id": "road", "name": "Road"},
    {"id": "workshop", "name": "Workshop"},
    {"id": "till", "name": "Till"},
]


FOLLOW_UPS = "/api/staff/follow_ups"
TODAY = "2026-11-28"


def make_follow_up(id_: str, state: str, **changes: Any) -> dict[str, Any]:
    """Something to do, for whoever comes to it."""
    days = {"overdue": "2026-11-26", "today": TODAY, "later": "2026-12-05", "done": TODAY}
    return {
        "id": id_,
        "what": "call_when_in",
        "text": "",
        "due": days[state],
        "state": state,
        "to": None,
        "made_by": "Ida",
        "done_by": "Jonas" if state == "done" else None,
        "customer": None,
        **changes,
    }


def now_ms() -> int:
    return int(time.time() * 1000)


class ScriptedHub:
    """What the next requests get; `received` keeps what the page sent."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, Any]] = {}
        self.zones = ZONES
        self.store = {"id": "demo", "name": "Vesterbro Cykler"}
        self.pin: str | None = None
        self.colleagues = ["Ida", "Jonas"]
        self.roles = ["associate", "manager"]
        self.accounts: list[dict[str, Any]] = []
        self.device = "shared"
        self.passkeys = False
        self.idle_seconds = 300
        self.claim_answer: tuple[int, dict[str, Any]] | None = None
        self.open_answer: tuple[int, dict[str, Any]] | None = None
        self.mirror: dict[str, Any] = {}
        self.basket: dict[str, Any] = {"items": [], "note": "", "state": "empty", "reference": None, "qr": None}
        self.basket_answer: tuple[int, dict[str, Any]] | None = None
        self.articles: dict[str, Any] = {
            "groups": [], "has_catalogue": False, "is_indexing": False, "is_forgiven": False,
        }  # fmt: skip
        self.redeem_answer: tuple[int, dict[str, Any]] | None = None
        self.colleagues_here: dict[str, Any] = {"colleagues": [], "may_type": True}
        self.follow_ups: list[dict[str, Any]] = []
        self.written_answer: tuple[int, dict[str, Any]] | None = None
        self.own_words: dict[str, str] = {}
        self.hours: dict[str, Any] | None = None
        self.unreachable = False
        self.files: dict[str, bytes] = {}
        self.alerts: dict[str, Any] = {"open": [], "waiting": [], "paused": False}
        self.devices: dict[str, Any] = {"pin_set": True, "devices": []}
        self.devices: dict[str, Any] = {"devices": []}
        self.world: dict[str, Any] = {}
        self.people: list[dict[str, Any]] = []
        self.policy = POLICY
        self.clients: list[dict[str, Any]] = []
        self.done_to_me: list[dict[str, Any]] = []
        self.sign_ins: list[dict[str, Any]] = []
        self.inboxes: list[dict[str, Any]] = []
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.openings: list[tuple[str, dict[str, Any]]] = []
        self.nearby_asked = 0
        self.url = ""
        self._seq = 0
        self._said: list[tuple[int, bytes]] = []
        self._streams: set[queue.Queue[bytes | None]] = set()
        self._heard = threading.Condition()

    def put(self, row: dict[str, Any]) -> None:
        """Say what a visit is like now."""
        self.visits[row["visit_id"]] = row
        self.say("visit", listed(row))

    def end(self, visit_id: str, reason: str) -> None:
        self.visits.pop(visit_id, None)
        self.say("gone", {"visit_id": visit_id, "reason": reason})

    def say(self, event: str, data: Any, *, numbered: bool = True) -> None:
        """On every stream. What has a number is kept for a page that opens its stream later; the rest waits for one."""
        with self._heard:
            if not numbered:
                assert self._heard.wait_for(lambda: self._streams, LISTENS_WITHIN_SECONDS), "no page listens"
            self._seq += numbered
            number = f"id: {self._seq}\n" if numbered else ""
            frame = f"{number}event: {event}\ndata: {json.dumps(data)}\n\n".encode()
            if numbered:
                self._said.append((self._seq, frame))
            for stream in self._streams:
                stream.put(frame)

    def heartbeat(self, **more: Any) -> None:
        self.say("hb", {"now_ms": now_ms(), "edges": EDGES, "last_heard_ms": now_ms(), **more}, numbered=False)

    def cut(self) -> None:
        """Break every stream and answer nothing any more."""
        self.unreachable = True
        with self._heard:
            for stream in self._streams:
                stream.put(None)
            self._streams.clear()

    def heal(self) -> None:
        self.unreachable = False

    @property
    def open_streams(self) -> int:
        return len(self._streams)

    def nearby(self) -> dict[str, Any]:
        self.nearby_asked += 1
        return {
            "seq": self._seq,
            "now_ms": now_ms(),
            "store": self.store,
            "zones": self.zones,
            "edges": EDGES,
            "hours": self.hours,
            "visits": [listed(row) for row in self.visits.values()],
            "alerts": self.alerts,
        }

    def alert(self, *found: dict[str, Any], waiting: tuple[str, ...] = ()) -> None:
        """Say what is open for whoever holds the handheld."""
        self.alerts = {**self.alerts, "open": list(found), "waiting": list(waiting)}
        self.say("alerts", self.alerts)

    @contextmanager
    def listening(self, since: int) -> "Iterator[queue.Queue[bytes | None]]":
        """One stream, from what was said after the number `since` on."""
        mine: queue.Queue[bytes | None] = queue.Queue(maxsize=10_000)
        with self._heard:
            for number, frame in self._said:
                if number > since:
                    mine.put(frame)
            self._streams.add(mine)
            self._heard.notify_all()
        try:
            yield mine
        finally:
            with self._heard:
                self._streams.discard(mine)


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the list has it: what a card rests on is for whoever opens it."""
    lines = ("need", "next_best", "avoid", "notice", "campaigns")
    card = row["card"] and {name: value for name, value in row["card"].items() if name in lines}
    return {**row, "card": card}


def redeemed(code: str) -> dict[str, Any]:
    """What the hub says of a code that counts."""
    text, until_ms = "12.5 % off Road tyre 28 mm", now_ms() + 3_600_000
    return {
        "code": code.upper(),
        "kind": "percent",
        "value": "12.5",
        "article": "ROAD-TYRE",
        "text": text,
        "valid_until_ms": until_ms,
    }


EDGES = {"online": 8, "total": 8}


class Handler(BaseHTTPRequestHandler):
    """One request of a page."""

    hub: ScriptedHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing on stderr."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/app/"):
            self._file(path.removeprefix("/app/"))
        elif self.hub.unreachable:
            self.close_connection = True
        elif path == "/api/staff/session":
            self._json(200, self._session())
        elif path == "/api/staff/session/people":
            self._json(200, [{"id": name, "name": name} for name in self.hub.colleagues])
        elif path.startswith("/api/staff/") and not self._may_pass():
            self._json(401, {"detail": "nobody is signed in", "code": "session_unknown"})
        elif path.startswith("/api/staff/articles/images/"):
            picture = self.hub.files.get(path)
            self._picture(picture) if picture else self._json(404, {"detail": "there is no picture"})
        elif path in {"/api/staff/stream", "/api/sim/stream"}:
            self._stream()
        elif path in {"/api/staff/colleagues", FOLLOW_UPS}:
            self._json(200, self._follow_ups() if path == FOLLOW_UPS else self.hub.colleagues_here)
        else:
            self._told(path)

    def _picture(self, picture: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/webp")
        self.send_header("Content-Length", str(len(picture)))
        self.end_headers()
        self.wfile.write(picture)

    def _told(self, path: str) -> None:
        if path.startswith("/api/words/"):
            self._text(self.hub.own_words.get(path.rsplit("/", 1)[1], ""))
        elif path == "/api/staff/nearby":
            self._json(200, self.hub.nearby())
        elif path in (
            mine := {"/api/staff/me/sessions": self.hub.sign_ins, "/api/staff/me/changes": self.hub.done_to_me}
        ):
            self._json(200, mine[path])
        elif path.startswith("/api/staff/clients"):
            self._json(200, self._book(everybody=path.endswith("/shop")))
        elif path == "/api/people":
            self._json(200, self.hub.accounts)
        elif path == "/api/staff/devices":
            self._json(200, self.hub.devices)
        elif path == "/api/sim/world":
            self._json(200, self.hub.world)
        elif path.endswith("/basket"):
            self._json(*(self.hub.basket_answer or (200, self.hub.basket)))
        elif path.startswith("/api/sim/people"):
            people = {"people": self.hub.people, "inboxes": self.hub.inboxes}
            self._json(200, self.hub.mirror if path.endswith("/mirror") else people)
        else:
            self._json(404, {"detail": "Not Found"})

    def _book(self, *, everybody: bool) -> dict[str, Any]:
        if not everybody:
            return {"clients": [each for each in self.hub.clients if each["owner"] == self._who()]}
        return {
            "clients": self.hub.clients,
            "colleagues": [{"id": name, "name": name} for name in self.hub.colleagues],
        }

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or b"{}")
        looks = self.path.endswith(("/open", "/close"))
        (self.hub.openings if looks else self.hub.received).append((self.path, body))
        if self.hub.unreachable:
            self.close_connection = True
        elif self.path == "/api/staff/session":
            right = body["pin"] == self.hub.pin
            cookie = {"Set-Cookie": f"seen={body['person']}; HttpOnly; SameSite=Strict"} if right else {}
            wrong = {"detail": "that PIN is not right", "code": "pin_wrong"}
            self._json(200 if right else 401, self._me(body["person"]) if right else wrong, cookie)
        elif self.path.startswith("/api/sim/"):
            self._json(202, {})
        elif self.path == "/api/staff/offers/redeem":
            self._json(*(self.hub.redeem_answer or (200, redeemed(body["code"]))))
        elif self.path == "/api/staff/me/pin" or self.path.endswith("/pin"):
            self._json(200, {"pin": "493027"})
        elif self.path in {"/api/people", "/api/staff/devices/links"}:
            link = {
                "path": "/app/handheld/#welcome=Irf1tuUEnFwKG7J4aRy062TuL6G1pzbl",
                "expires_ms": 0,
                "qr": ["10" * 12] * 24,
            }
            account = {**self.hub.accounts[0], "id": "new", "name": body["name"]}
            self._json(201, {"person": account, "link": link} if self.path == "/api/people" else link)
        else:
            self._of_the_floor(body)

    def _of_the_floor(self, body: dict[str, Any]) -> None:
        if self.path.endswith("/notes") or self.path == FOLLOW_UPS:
            self._written(body)
        elif self.path.startswith(FOLLOW_UPS):
            self._follow_up(*self.path.split("/")[-2:], body)
        elif self.path.endswith("/basket/handover"):
            qr = ["1" * 21] * 21
            self.hub.basket = {**self.hub.basket, "state": "handed_over", "reference": "GB-K7M4QX", "qr": qr}
            self._json(200, self.hub.basket)
        elif self.path.endswith("/basket/takeback"):
            self.hub.basket = {**self.hub.basket, "state": "started", "reference": None, "qr": None}
            self._json(200, self.hub.basket)
        elif self.path == "/api/staff/articles/search":
            self._json(200, self.hub.articles)
        else:
            self._action(body)

    def do_DELETE(self) -> None:
        self.hub.received.append((f"DELETE {self.path}", {}))
        if self.hub.unreachable:
            self.close_connection = True
        elif self.path.startswith("/api/staff/session"):
            self._json(204, {}, {"Set-Cookie": "seen=0; HttpOnly; SameSite=Strict; Max-Age=0"})
        elif self.path.startswith("/api/staff/clients/"):
            self.hub.clients = [each for each in self.hub.clients if not self.path.endswith(each["id"])]
            self._json(204, {})
        else:
            gone = self.path.rsplit("/", 1)[1]
            self.hub.sign_ins = [
                each for each in self.hub.sign_ins if gone not in ("sessions", each["id"]) or each["this"]
            ]
            self.hub.devices["devices"] = [each for each in self.hub.devices["devices"] if each["device"] != gone]
            self._json(204, {})

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)))
        self.hub.received.append((self.path, body))
        if self.path == "/api/staff/alerts/break":
            self.hub.alerts["paused"] = body["paused"]
            self._json(200, self.hub.alerts)
            return
        if self.path.startswith(("/api/staff/clients/", "/api/staff/me/")):
            for each in self.hub.clients:
                if each["id"] in self.path:
                    each["owner"] = each["owner_name"] = body["person"]
            self._json(204, {})
            return
        if self.hub.basket_answer is None:
            lines = [{"name": None, "is_unknown": False, **item} for item in body["items"]]
            self.hub.basket = {**self.hub.basket, **body, "items": lines, "state": "started"}
        self._json(*(self.hub.basket_answer or (200, self.hub.basket)))

    def _follow_ups(self) -> dict[str, Any]:
        return {"today": TODAY, "follow_ups": self.hub.follow_ups}

    def _written(self, body: dict[str, Any]) -> None:
        if self.hub.written_answer:
            self._json(*self.hub.written_answer)
        elif self.path == FOLLOW_UPS:
            state = "today" if body["due"] == TODAY else "later"
            made = make_follow_up(
                body["request_id"], state, **{name: body[name] for name in ("what", "text", "due", "to")}
            )
            self.hub.follow_ups = [made, *self.hub.follow_ups]
            self._json(200, self._follow_ups())
        else:
            self._json(200, listed(self.hub.visits[self.path.split("/")[-2]]))

    def _follow_up(self, id_: str, act: str, body: dict[str, Any]) -> None:
        done = {"state": "done", "done_by": body["staff"]} if body.get("done") else {"state": "today", "done_by": None}
        change = done if act == "done" else {"to": body["to"]}
        self.hub.follow_ups = [each | (change if each["id"] == id_ else {}) for each in self.hub.follow_ups]
        self._json(200, self._follow_ups())

    def _action(self, body: dict[str, Any]) -> None:
        if self.path.endswith("/acknowledge"):
            seen = self.path.split("/")[-2]
            self.hub.alerts["open"] = [each for each in self.hub.alerts["open"] if each["id"] != seen]
            self._json(200, self.hub.alerts)
            return
        visit_id, action = self.path.split("/")[-2:]
        if self.hub.claim_answer and action == "claim":
            self._json(*self.hub.claim_answer)
        elif visit_id not in self.hub.visits:
            self._json(404, {"detail": "this visit has ended"})
        elif action == "open":
            self._json(*(self.hub.open_answer or (200, self.hub.visits[visit_id]["card"])))
        elif action == "close":
            self._json(204, {})
        elif action == "client":
            mine = {"client_id": f"client-{visit_id}", "looked_after_by": self._who()}
            self.hub.put({**self.hub.visits[visit_id], **mine})
            self._json(204, {})
        else:
            change = {
                "claim": {"claimed_by": self._who() or body["staff"]},
                "release": {"claimed_by": None},
                "hand_over": {"claimed_by": body.get("to"), "handed_by": body["staff"]},
                "outcome": {"outcome": body.get("outcome")},
            }[action]
            self.hub.put({**self.hub.visits[visit_id], **change})
            self._json(200, listed(self.hub.visits[visit_id]))

    def _may_pass(self) -> bool:
        return self.hub.pin is None or self._who() is not None

    def _who(self) -> str | None:
        seen = SimpleCookie(self.headers.get("cookie", "")).get("seen")
        return seen.value if seen and seen.value in self.hub.colleagues else None

    def _session(self) -> dict[str, Any]:
        who = self._who()
        return {
            "signed_in": self._may_pass(),
            "open": self.hub.pin is None,
            "device": "none" if self.hub.pin is None else self.hub.device,
            "device_name": "" if self.hub.pin is None else "Till 1",
            "ended": None,
            "me": self._me(who) if who and self.hub.pin is not None else None,
            "proven": True,
            "nonce": "0-scripted",
            "passkeys": self.hub.passkeys,
            "idle_seconds": self.hub.idle_seconds,
        }

    def _me(self, name: str) -> dict[str, Any]:
        return {"id": name, "name": name, "roles": self.hub.roles, "language": None, "has_pin": True}

    def _stream(self) -> None:
        self._head(200, "text/event-stream", {"Connection": "close"})
        # As the hub: what a browser had last, when it reconnects; else what the page asks for; else from now on.
        asked = parse_qs(urlsplit(self.path).query).get("since")
        since = self.headers.get("last-event-id") or (asked[0] if asked else sys.maxsize)
        with self.hub.listening(int(since)) as frames:
            self.wfile.write(b": here\n\n")
            self.wfile.flush()
            try:
                while (frame := frames.get()) is not None:
                    self.wfile.write(frame)
                    self.wfile.flush()
            except OSError:
                pass
        self.close_connection = True

    def _file(self, name: str) -> None:
        file = (WEB / name / "index.html" if name.endswith("/") else WEB / name).resolve()
        if not file.is_relative_to(WEB) or not file.is_file():
            self._json(404, {"detail": "Not Found"})
            return
        content = self.hub.files.get(name, file.read_bytes())
        self._head(200, TYPES[file.suffix], {"Content-Length": str(len(content))})
        self.wfile.write(content)

    def _text(self, text: str) -> None:
        self._head(200, "text/plain; charset=utf-8", {"Content-Length": str(len(text.encode()))})
        self.wfile.write(text.encode())

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = b"" if status == 204 else json.dumps(body).encode()
        self._head(status, "application/json", {"Content-Length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def _head(self, status: int, media: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media, "Content-Security-Policy": self.hub.policy, **headers}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def scripted_hub() -> Iterator[ScriptedHub]:
    """A hub on a free port of the loopback, serving the built screens."""
    hub = ScriptedHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"hub": hub}))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield hub
    finally:
        hub.cut()
        server.shutdown()
        serving.join()
        server.server_close()
