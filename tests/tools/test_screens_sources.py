"""The check of the screens' sources names what components must not do."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from check_screens import everything_wrong

SOUND = {
    "data/staff.ts": "export async function fetchBasket() {\n  return fetch('/api/staff/basket');\n}\n",
    "handheld/state/basket.ts": "import { fetchBasket } from '../../data/staff';\n",
    "handheld/Basket.tsx": "import type { Row } from '../data/types';\nimport './Basket.css';\n<b class='basket' />\n",
    "handheld/Basket.css": ".basket {\n  color: var(--ink);\n}\n",
}


def test_sound_sources_are_passed() -> None:
    assert everything_wrong(SOUND) == []


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("handheld/Lock.tsx", "import { openSession } from '../data/staff';\n", "types alone from data/"),
        ("handheld/Lock.tsx", "import {\n  openSession,\n} from '../data/staff';\n", "types alone from data/"),
        ("handheld/Lock.tsx", "void fetch('/api');\n", "fetch belongs to data/"),
        ("words/en.ts", "import { me } from '../handheld/state/signedIn';\n", "words/ does not import from handheld/"),
        ("data/live.ts", "import { say } from '../words/words';\n", "data/ does not import from words/"),
        ("handheld/App.tsx", "import './Basket.css';\n", "and no other imports it"),
        ("handheld/Basket.css", ".basket {\n}\n.trolley {\n}\n", "nothing has the class trolley"),
        ("handheld/Basket.css", ".basket {\n}\n" + "\n" * 150, "more than 150"),
        ("handheld/Basket.css", ".basket {\n  color: #0b5c6b;\n}\n", "is a token's"),
        ("components/Row.tsx", "export const Row = () => <b />;\n", "does not show it"),
        ("handheld/Lock.tsx", "new BroadcastChannel('rows');\n", "BroadcastChannel belongs to data/"),
        ("handheld/Lock.tsx", "const ask = window.fetch;\n", "fetch belongs to data/"),
        ("handheld/state/route.ts", "export function fetchBasket(): void {}\n", "one name, one meaning"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(path: str, text: str, said: str) -> None:
    [wrong] = everything_wrong(SOUND | {path: text})
    assert path.removesuffix(".tsx") in wrong
    assert said in wrong
