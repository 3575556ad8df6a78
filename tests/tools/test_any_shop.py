"""Nothing in the hub, the edge or on the wire knows what a shop sells."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What a bicycle shop sells and says, in the four languages; whole words or their beginnings, as a letter follows.
WORDS = re.compile(
    r"\b(bikes?|bicycl\w*|cyclists?|cycling|road (?:bike|wheel|gear|tyre)\w*|gravel|mountain[ -]?bik\w*|wheelsets?"
    r"|disciplines?\w*|\w*_disciplines?\w*|hjulsæt\w*|hjulsett\w*|hjulset\w*|\w*cyk(?:el|ler|ling)\w*|\w*sykk?(?:el|ler|ling)\w*"
    r"|suspension (?:check|fork)s?|drivetrain\w*|derailleur\w*)\b",
    re.IGNORECASE,
)
# People agreed to exactly these words; and a file of a shop may still have the names of before.
ALLOWED = {"hub/trust/consents/texts/1.toml", "hub/ground/shop/former_names.py"}
# A cycle of a machine, or of time, is none of these.
HARMLESS = re.compile(r"recycl|life-?cycle", re.IGNORECASE)


def test_no_line_knows_bicycles() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "hub", "wire", "edge"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: list[str] = []
    for name in listed.stdout.splitlines():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if name not in ALLOWED and (match := WORDS.search(HARMLESS.sub("", line))):
                found.append(f"{name}:{number}: {match[0]}")
    assert found == []
    assert WORDS.search("Har kun købt udstyr til landevejscykling")
    assert WORDS.search("disciplines_24m")
