"""What an app is told of a refusal that holds and is not written yet."""

from collections.abc import Generator
from contextlib import contextmanager

from fastapi import HTTPException, Response, status

from hub.ground.errors import RefusalKept

KEPT = "It holds from now on, and is kept on the disk; the ledger gets it as soon as the database takes it."
_IN_MEMORY = "what you refused holds from now on, but it could not be kept on the disk: send it again"
_IN_PART = "what you refused holds from now on; what you agreed to could not be written: send it again"
_LATER = {"Retry-After": "30"}


def not_whole(kept: RefusalKept) -> HTTPException:
    """503 that says what holds and what does not."""
    detail = _IN_PART if kept.outlives else _IN_MEMORY
    return HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, detail, _LATER)


@contextmanager
def taking(response: Response) -> Generator[None]:
    """Answer 202 for what is refused and kept within; 503 when that was not all, or does not outlive this process."""
    try:
        yield
    except RefusalKept as kept:
        if not (kept.outlives and kept.whole):
            raise not_whole(kept) from None
        response.status_code = status.HTTP_202_ACCEPTED
