"""How every program reads its settings: a TOML file, then the environment; a typo is an error, not a silence."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from wire.errors import SettingsError
from wire.sentences import sentence_of

S = TypeVar("S", bound=BaseModel)


class FileOrAddress:
    """Marks a setting that is an address or, without ://, the path of a file: `Annotated[str, FileOrAddress]`."""


def load_settings(
    model: type[S],
    prefix: str,
    file: Path | None,
    overrides: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
    *,
    defaults: Mapping[str, Any] | None = None,
    gone: Mapping[str, str] | None = None,
) -> S:
    """Settings of `model`: `overrides` (command line) beat the environment (`PREFIX_NAME`) beats the TOML file.

    `defaults` count where none of them says anything. A path in the file counts from the file's folder; one on the
    command line or in the environment, from the folder that the program runs in.

    `gone`: settings of before, each with what is done instead.

    Raises `SettingsError` that names the setting, where it was set, and the nearest right name; also for one that is
    set and empty, unless its default is nothing.
    """
    values: dict[str, Any] = dict(defaults or {})
    surroundings = os.environ if environ is None else environ
    _refuse_gone(prefix, file, surroundings, gone or {})
    above = _from_environment(model, prefix, surroundings)
    above |= {name: value for name, value in overrides.items() if value is not None}
    if file is not None:
        said = _from_file(model, file)
        values |= {
            name: _from_there(file, name, said[name], model.model_fields[name]) for name in said if name not in above
        }
    values |= above
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        says = sentence_of(first)
        if not name:  # a rule about several settings together names them itself
            raise SettingsError(f"{says} ({prefix}<NAME>).") from None
        raise SettingsError(
            f'setting "{name}" is not valid: {says}. Set {prefix}{name.upper()}, or "{name}" in the settings file.'
        ) from None


def mentions(name: str, prefix: str, file: Path | None) -> bool:
    """Whether the environment or the file sets that setting. Raises `SettingsError` when the file cannot be read."""
    return prefix + name.upper() in os.environ or (file is not None and name in _toml(file))


def _refuse_gone(prefix: str, file: Path | None, environ: Mapping[str, str], gone: Mapping[str, str]) -> None:
    for name, instead in gone.items():
        if prefix + name.upper() in environ:
            raise SettingsError(f"{prefix}{name.upper()} is no setting any more: {instead}.")
        if file is not None and name in _toml(file):
            raise SettingsError(f'"{name}" in {file} is no setting any more: {instead}. Remove it there.')


def _from_file(model: type[BaseModel], file: Path) -> dict[str, Any]:
    values = _toml(file)
    for name in values:
        if name not in model.model_fields:
            raise SettingsError(f'{file} has no setting "{name}".{_nearest(name, list(model.model_fields))}')
        values[name] = _not_empty(f'the setting "{name}" in {file}', values[name], model.model_fields[name])
    return values


def paths_of(model: type[BaseModel]) -> list[str]:
    """The settings that are the path of a file or folder."""
    return [name for name, field in model.model_fields.items() if _is_path(field)]


def _is_path(field: FieldInfo) -> bool:
    return FileOrAddress in field.metadata or any(each in {Path, FileOrAddress} for each in _parts(field.annotation))


def _parts(annotation: Any) -> list[Any]:
    return [annotation, *(part for inner in get_args(annotation) for part in _parts(inner))]


def _from_there(file: Path, name: str, value: Any, field: FieldInfo) -> Any:
    """A path as the file means it, wherever the program runs."""
    if not isinstance(value, str) or not value or "://" in value or not _is_path(field):
        return value
    path, there = Path(value), file.parent / value
    if not path.is_absolute() and path.exists() and not there.exists():
        # Once it counted from where the program ran. A hub that began anew in another folder would be the worse answer.
        raise SettingsError(
            f'the setting "{name}" in {file} counts from the folder of that file, {file.parent.resolve()}, which has no'
            f" {value}; the folder that you are in has one. Write which you mean: {path.resolve()} or"
            f" {there.resolve()}."
        )
    return str(there)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {file}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from None


def _from_environment(model: type[BaseModel], prefix: str, environ: Mapping[str, str]) -> dict[str, Any]:
    known = {prefix + name.upper(): name for name in model.model_fields}
    values: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith(prefix):
            continue
        if variable not in known:
            raise SettingsError(f"there is no setting {variable}.{_nearest(variable, list(known))}")
        values[known[variable]] = _not_empty(variable, text, model.model_fields[known[variable]])
    return values


def _not_empty(where: str, value: Any, field: FieldInfo) -> Any:
    """A line with nothing behind its = is one that somebody has not filled in yet.

    As a path it would be the folder that the program happens to run in, as an address a riddle. Where nothing is what
    counts without the setting as well, it says nothing new.
    """
    if not isinstance(value, str) or value.strip():
        return value
    if field.get_default(call_default_factory=True) in ("", ()):
        return ""
    remove = "" if field.is_required() else "remove it, or "
    what = f": {field.description.rstrip('.')}" if field.description else ""
    raise SettingsError(f"{where} is empty: {remove}give it a value{what}.")


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {close[0]}?" if close else f" Known are: {', '.join(sorted(known))}."
