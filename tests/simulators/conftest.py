import pytest

from simulators.serving import served


@pytest.fixture
def serve():
    return served
