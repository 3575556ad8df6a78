"""Checks what people read: the language files are whole and alike, the code names each message, and no other.

Part of `make check`.
"""

import ast
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hub.ground.words.files import everything_wrong, messages_in
from hub.ground.words.languages import FALLBACK

ROOT = Path(__file__).resolve().parent.parent
# In the screens' sources: say('id', say(`id-${..., codeInWords('id-', ...
_SAID = re.compile(r"\b(?:say|codeInWords)\(\s*(?:'([a-z0-9-]*[a-z0-9])'|['`]([a-z0-9-]+-)(?:'|\$\{))")


@dataclass(slots=True)
class Named:
    """What the code names."""

    ids: dict[str, str] = field(default_factory=dict[str, str])
    """Whole ids, with a place where each stands."""
    families: dict[str, str] = field(default_factory=dict[str, str])
    """The beginning of ids whose end is a code, with a place."""
    wrong: list[str] = field(default_factory=list[str])


def main() -> int:
    """Print what is wrong; returns the exit status."""
    known = messages_in(FALLBACK)
    subjects = "|".join(sorted({id_.partition("-")[0] for id_ in known}))
    like_an_id = re.compile(rf"(?:{subjects})-[a-z0-9-]*[a-z0-9]")
    named = Named()
    for file in sorted((ROOT / "hub").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        _python(tree, str(file.relative_to(ROOT)), like_an_id, named)
    for file in sorted((ROOT / "staff_app" / "src").rglob("*.ts*")):
        for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for whole, begun in _SAID.findall(text):
                into = named.ids if whole else named.families
                into.setdefault(whole or begun, f"{file.relative_to(ROOT)}:{line}")
    wrong = [*everything_wrong(), *named.wrong]
    wrong += [f"{at}: there is no message {id_}" for id_, at in named.ids.items() if id_ not in known]
    wrong += [
        f"{at}: no message begins with {begun}"
        for begun, at in named.families.items()
        if not any(id_.startswith(begun) for id_ in known)
    ]
    wrong += [
        f"{id_} is said nowhere: take it out of every language"
        for id_ in known
        if not id_.endswith("-neutral") and id_ not in named.ids and not id_.startswith(tuple(named.families))
    ]
    print("\n".join(wrong))
    return 1 if wrong else 0


def _python(tree: ast.AST, file: str, like_an_id: re.Pattern[str], named: Named) -> None:
    known = messages_in(FALLBACK)
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        at = f"{file}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Call(func=ast.Name(id="phrase"), args=[ast.Constant(value=str(id_)), *_], keywords=keywords):
                named.ids.setdefault(id_, at)
                passed = {each.arg for each in keywords}
                lacking = known[id_].arguments - passed if id_ in known and None not in passed else set[str]()
                named.wrong += [f"{at}: {id_} is said without its ${each}" for each in sorted(lacking)]
            case ast.Call(func=ast.Name(id="Refused"), args=[_, ast.Constant(value=str(id_)), *_], keywords=keywords):
                whole = f"refused-{id_}"
                named.ids.setdefault(whole, at)
                lacking = known[whole].arguments - {each.arg for each in keywords} if whole in known else set[str]()
                named.wrong += [f"{at}: {whole} is said without its ${each}" for each in sorted(lacking)]
            case ast.Call(
                func=ast.Name(id="Refused"), args=[_, ast.JoinedStr(values=[ast.Constant(value=str(begun)), *_]), *_]
            ):
                named.families.setdefault(f"refused-{begun}", at)
            case ast.JoinedStr(values=[ast.Constant(value=str(begun)), *_]) if like_an_id.match(begun):
                named.families.setdefault(begun, at)
            case ast.Constant(value=str(text)) if id(node) not in within and like_an_id.fullmatch(text):
                named.ids.setdefault(text, at)
            case _:
                pass


if __name__ == "__main__":
    sys.exit(main())
