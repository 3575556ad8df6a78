"""The same list, made by a server: a page of plain HTML that fetches its list anew when the stream says it changed."""

import html
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))

from scripted_hub import WEB, Handler, ScriptedHub, now_ms

# The least that keeps such a page live. One request at a time, as many changes as came meanwhile in each: a peer that
# fetched for each of them would be slower still.
SCRIPT = """
let busy = false, more = false;
async function fetchList() {
  if (busy) { more = true; return; }
  busy = true;
  do {
    more = false;
    document.querySelector('ul').innerHTML = await (await fetch('/plain/list')).text();
  } while (more);
  busy = false;
}
const stream = new EventSource('/api/staff/stream');
for (const name of ['visit', 'gone']) stream.addEventListener(name, fetchList);
"""
STYLE = "li{display:grid;grid-template-columns:1fr auto;min-height:80px;padding:8px 12px;border:1px solid #ddd}"


def plain_list(hub: ScriptedHub) -> str:
    """What the handheld's rows say, as HTML."""
    return "".join(_row(row) for row in hub.visits.values())


def _row(row: dict[str, Any]) -> str:
    said = [
        row["name"] or "Member",
        f"{(now_ms() - row['started_at_ms']) // 60_000} min",
        row["card"]["need"]["text"],
        row["zone"]["name"],
        row["claimed_by"] or "Not claimed",
    ]
    cells = "".join(f"<span>{html.escape(each)}</span>" for each in said)
    return f'<li class="row"><a href="/plain/{row["visit_id"]}">{cells}</a></li>'


def plain_page(hub: ScriptedHub) -> str:
    """The whole of it."""
    return (
        f"<!doctype html><title>Shop</title><style>{STYLE}</style><h1>{html.escape(hub.store['name'])}</h1>"
        f"<ul>{plain_list(hub)}</ul><script>{SCRIPT}</script>"
    )


class BothPages(Handler):
    """The built screens, and the plain page beside them."""

    def do_GET(self) -> None:  # noqa: N802 - the standard library's name
        """One request."""
        if self.path.startswith("/plain/"):
            made = plain_list(self.hub) if self.path == "/plain/list" else plain_page(self.hub)
            content = made.encode()
            allowed = {"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}
            self._head(200, "text/html; charset=utf-8", {"Content-Length": str(len(content)), **allowed})
            self.wfile.write(content)
        else:
            super().do_GET()


class Server(ThreadingHTTPServer):
    """Says nothing of pages that went away in the middle of an answer: they are closed after each round."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what else went wrong."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def both_pages() -> Iterator[ScriptedHub]:
    """A hub on command that serves both."""
    hub = ScriptedHub()
    server = Server(("127.0.0.1", 0), type("BoundHandler", (BothPages,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield hub
    finally:
        hub.cut()
        server.shutdown()
        serving.join()
        server.server_close()


__all__ = ["SCRIPT", "WEB", "both_pages", "now_ms"]
