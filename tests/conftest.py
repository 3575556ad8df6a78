import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: playwright's blocking interface keeps an event loop running for the rest of the session,
    beside which no test of ours could run one of its own."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
