"""Programs of one distribution whose packages are installed for each alone: what is missing is said in a sentence."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

_OURS = {"edge", "firmware_configs", "hub", "simulators", "wire"}


@contextmanager
def needing(program: str, extra: str) -> Generator[None]:
    """Run a program that needs the packages of goddag[extra]; one that is missing ends it with exit code 2."""
    missing = ""
    try:
        yield
    except* ModuleNotFoundError as errors:
        missing = _first_name(errors)
        if missing in _OURS:
            raise  # a fault of ours
    if missing:
        sys.stderr.write(
            f"{program}: the package {missing} is not installed here, and {program} needs it. Install what it needs:"
            f' pip install "goddag[{extra}]"\n'
        )
        raise SystemExit(2)


def _first_name(errors: BaseExceptionGroup[ModuleNotFoundError]) -> str:
    first = errors.exceptions[0]
    return _first_name(first) if isinstance(first, BaseExceptionGroup) else (first.name or "").partition(".")[0]
