"""A list of codes in a file: one a line."""

import re
from pathlib import Path

from hub.ground.errors import HubError
from hub.service.offers.code import key_of

_POOL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
MOST_BYTES = 64 * 1024 * 1024
SHORTEST, LONGEST = 4, 64


def read_codes(pool: str, file: Path) -> tuple[list[str], list[str]]:
    """The codes, and what is wrong with the file, line by line. Raises `HubError` for one that cannot be read."""
    if not _POOL.fullmatch(pool):
        raise HubError(f'"{pool}" is no name of a list: small letters, digits and dashes, at most 40.')
    try:
        if file.stat().st_size > MOST_BYTES:
            raise HubError(f"{file} is larger than {MOST_BYTES // 2**20} MB: a list of codes is one code a line.")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HubError(f"cannot read {file}: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise HubError(f"{file} is not UTF-8 (byte {error.start}): save it as UTF-8.") from None
    codes, wrong, seen = list[str](), list[str](), dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        code = line.strip()
        if not code:
            continue
        key = key_of(code)
        if not code.isprintable() or not SHORTEST <= len(key) <= LONGEST:
            wrong.append(f"{file}:{number}: a code has {SHORTEST} to {LONGEST} letters and digits.")
        elif key in seen:
            wrong.append(f"{file}:{number}: the same code stands on line {seen[key]}.")
        else:
            seen[key] = number
            codes.append(code)
    if not codes and not wrong:
        wrong.append(f"{file} holds no code.")
    return codes, wrong
