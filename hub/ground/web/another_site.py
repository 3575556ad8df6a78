"""Whether a browser sends a request for a page of another site; a hub that asks nobody who they are needs to know."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""They change nothing (RFC 9110, 9.2.1)."""
# By the page itself, or by somebody who typed an address or followed a bookmark (Fetch Metadata, section 2.4).
_OWN = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}


def from_another_site(method: str, headers: Headers) -> bool:
    """A browser says from where; a program that is none says nothing, and is no page that somebody was lured to.

    Browsers send `Sec-Fetch-Site` where a connection cannot be read by others, and `Origin` or `Referer` everywhere.
    Another port or name of the same machine is another site: another program serves it.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN
    named = headers.get("origin") or headers.get("referer")
    return named is not None and not _is(headers.get("host", ""), named)


def _is(host: str, named: str) -> bool:
    try:
        there = urlsplit(named)
        here, default = urlsplit(f"//{host}"), _PORTS[there.scheme]
        ports = there.port or default, here.port or default
    except (ValueError, KeyError):  # also "null", which a page says that is nobody's
        return False
    return there.hostname == here.hostname and ports[0] == ports[1]
