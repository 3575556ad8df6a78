"""A campaign's YAML file: read with the line and column of everything in it, so that a mistake has a place."""

import difflib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, cast

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from hub.service.campaigns.document import (
    PATTERN_OF_ID,
    PATTERN_OF_IMAGE,
    PATTERN_OF_LINK,
    PATTERN_OF_VALUE,
    CampaignDocument,
)
from hub.service.campaigns.rules.mistakes import Mistake
from hub.service.campaigns.rules.tree import TAG, Leaf, Within
from wire.sentences import sentence_of

MOST_BYTES = 200_000
# Nobody mends more at a time.
MOST_FAULTS = 50
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file. Line and column count from 1; 0 where no place is known."""

    where: Where
    what: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """As a command prints it, after the file's name."""
        named = written(self.where)
        place = f"{self.line}:{self.column}: " if self.line else ""
        return f"{place}{named}: {self.what}" if named else f"{place}{self.what}"


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A campaign and where each of its parts stands."""

    document: CampaignDocument
    places: dict[Where, tuple[int, int]]
    text: str = ""

    def fault(self, where: Where, what: str, mistake: Mistake | None = None) -> Fault:
        """A fault of that part; of one that is not there, of what it would stand in; of a rule, where in its text."""
        line, column = _place(self.places, where)
        if mistake and mistake.marked and line:
            for number, written in enumerate(self.text.splitlines()[line - 1 :], line):
                if (at := written.find(mistake.marked)) >= 0:
                    return Fault(where, what, number, at + mistake.column)
        return Fault(where, what, line, column)


def read_campaign(text: str) -> CampaignFile | tuple[Fault, ...]:
    """The campaign, or what is wrong with the file."""
    if len(text.encode()) > MOST_BYTES:
        return (Fault((), f"the file is larger than {MOST_BYTES} bytes"),)
    places: dict[Where, tuple[int, int]] = {}
    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(text, Loader=yaml.SafeLoader)):
            # One line can stand for a gigabyte.
            return (Fault((), "write it out in place of *names: they are not read here"),)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        value: Any = _plain(root, (), places) if root else None
    except yaml.MarkedYAMLError as failed:
        mark = failed.problem_mark
        what = f"this is no YAML: {_unreadable(failed.problem or '')}"
        return (Fault((), what, mark.line + 1, mark.column + 1) if mark else Fault((), what),)
    except (yaml.YAMLError, RecursionError):
        return (Fault((), "this is no YAML"),)
    read = read_document(value)
    if isinstance(read, CampaignDocument):
        return CampaignFile(read, places, text)
    return tuple(Fault(each.where, each.what, *_place(places, each.where)) for each in read)


def read_document(value: Any) -> CampaignDocument | tuple[Fault, ...]:
    """The campaign in a value, as YAML or JSON has it; or what is wrong with it."""
    try:
        return TypeAdapter(CampaignDocument).validate_python(value)
    except ValidationError as error:
        return _whole(tuple(_fault(each) for each in _told(error)))


def to_yaml(document: CampaignDocument) -> str:
    """The document as a file; reading it gives the same document."""
    value = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    dump = cast("Any", yaml).safe_dump  # its own types are half unknown
    return dump(value, sort_keys=False, allow_unicode=True, width=110)


def written(where: Where) -> str:
    """A place as people count: variants.1.text."""
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in where)


def _plain(node: yaml.Node, where: Where, places: dict[Where, tuple[int, int]]) -> Any:
    """The value of a node, and where each part of it stands."""
    if where in places:
        raise yaml.MarkedYAMLError(problem=f'"{where[-1]}" stands there twice', problem_mark=node.start_mark)
    places[where] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, (*where, str(key.value)), places) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*where, number), places) for number, each in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Hashable:
    loader: Any = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        return str(node.value)
    finally:
        loader.dispose()


def _fault(error: Any) -> Fault:
    where = tuple(each for each in error["loc"] if not (isinstance(each, str) and each.startswith(TAG)))
    return Fault(where, _sentence(error, where))


def _told(error: ValidationError) -> list[Any]:
    return list(error.errors(include_url=False))[:MOST_FAULTS]


# What the parser says, by how it begins, as somebody would say it who has the file open.
_OF_THE_PARSER = {
    "expected <block end>": "this line stands further in or out than the one it belongs to: give it the same blanks",
    "found character '\\t'": "there is a tab: write blanks in place of it",
    "mapping values are not allowed": 'there is a second colon: put the text into quotes, as in name: "Autumn: wool"',
    "expected ',' or": "a quote, a comma or a bracket is missing before this",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "could not find expected ':'": "there is no colon behind the key",
    "found undefined escape": "a backslash stands for itself only in single quotes",
}


def _unreadable(problem: str) -> str:
    known = (said for begins, said in _OF_THE_PARSER.items() if problem.startswith(begins))
    return next(known, problem or "it cannot be read")


_SHARES = frozenset({"holdout", "smallest_effect"})
_OF_A_PATTERN = {
    PATTERN_OF_ID: "it has to be small letters, digits and dashes, without quotes of another kind, as road-spring",
    PATTERN_OF_VALUE: "it has to be a number without any sign, as 10 or 49.95",
    PATTERN_OF_IMAGE: "it has to be an address that begins with https://",
    PATTERN_OF_LINK: "it has to be an address with its scheme, as https://shop.example/road or shop:road",
}


def _sentence(error: Any, where: Where) -> str:
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] in _OF_A_PATTERN:
        return _OF_A_PATTERN[error["ctx"]["pattern"]]
    if where and where[-1] in _SHARES and error["type"] != "missing":
        return f"{sentence_of(error)}; a share is written as 0.2 for 20 %"
    if where and isinstance(where[-1], str) and where[-1].isdigit() and error["type"] == "extra_forbidden":
        return "there is no such key; a decimal has a point and no comma, as 1.5"
    match error["type"]:
        case "extra_forbidden":
            close = difflib.get_close_matches(str(where[-1]), _keys_beside(where), n=1)
            return f"there is no such key{f': did you mean {close[0]}?' if close else ''}"
        case "missing":
            return "is missing"
        case _:
            return sentence_of(error)


def _whole(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Without what is only said of a list because something in it is wrong: that it is empty."""
    within = {each.where[:length] for each in faults for length in range(len(each.where))}
    return tuple(each for each in faults if each.where not in within or not each.where) or faults


def _keys_beside(where: Where) -> list[str]:
    """The keys that a part may have."""
    if where[0] == "who":
        return [*_names_of(Leaf), "all", "any", "not", "cel"] if "within" not in where[:-1] else _names_of(Within)
    model: Any = CampaignDocument
    is_key = False
    for each in where[:-1]:
        if isinstance(each, int) or is_key:  # of a list; or of a table that has any keys, as languages are
            is_key = False
            continue
        field = model.model_fields.get(each) if isinstance(model, type) and issubclass(model, BaseModel) else None
        model = next((part for part in _models_in(field.annotation) if part), None) if field else None
        is_key = field is not None and getattr(field.annotation, "__origin__", None) is dict
        if model is None:
            return []
    return _names_of(model)


def _names_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is made of."""
    parts: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if not parts and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in parts for found in _models_in(part)]


def _place(places: dict[Where, tuple[int, int]], where: Where) -> tuple[int, int]:
    """Where that part stands, or the nearest around it that does."""
    while where and where not in places:
        where = where[:-1]
    return places.get(where, (0, 0))
