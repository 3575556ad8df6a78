"""Which addresses an identity provider may have."""

from urllib.parse import urlsplit

from hub.ground.web.hosts import LOOPBACK
from wire.urls import HTTP, trouble_with_url


def may_be_asked(url: str) -> bool:
    """Whether an address is one for secrets: https, or http on this machine."""
    if trouble_with_url(url, HTTP):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK
