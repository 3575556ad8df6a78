"""What an app is told of a refusal that holds and is not written yet."""

from collections.abc import Generator
from contextlib import contextmanager

from fastapi import Response, status

from hub.ground.errors import RefusalKept
from hub.ground.web.refused import Refused

KEPT = "It holds from now on, and is kept on the disk; the ledger gets it as soon as the database takes it."
_LATER = {"Retry-After": "30"}


def not_whole(kept: RefusalKept) -> Refused:
    """503 that says what holds and what does not."""
    if kept.outlives:
        return Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "no-kept-in-part", _LATER)
    return Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "no-kept-in-memory", _LATER)


@contextmanager
def taking(response: Response) -> Generator[None]:
    """Answer 202 for what is refused and kept within; 503 when that was not all, or does not outlive this process."""
    try:
        yield
    except RefusalKept as kept:
        if not (kept.outlives and kept.whole):
            raise not_whole(kept) from None
        response.status_code = status.HTTP_202_ACCEPTED
