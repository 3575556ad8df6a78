"""One way to log: one line per event on stderr. A log never holds a token, an address or a name."""

import logging
import sys

import structlog


def configure_logs(*, verbose: bool) -> None:
    """Set up logging for a program. Libraries speak from warning up; ours from info."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    # The MQTT client logs payloads at debug, HTTP clients log URLs at info: neither may ever be turned on here.
    for name in ("mqtt", "httpx", "httpcore", "bleak", "dbus_fast"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        # As it is when something is said: whoever runs a command within a program gives it another one for a while.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
