"""What one may have to read at once: functions of a page, and no more collaborators than one can keep in mind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 60
MOST_PARAMETERS = 8
MOST_LINES_OF_THE_APP = 165


def functions(package: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for file in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", node


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef, where: str) -> bool:
    """Whether its parameters are the options of a command: a declaration, each with its help."""
    names = {
        part.attr for each in function.decorator_list for part in ast.walk(each) if isinstance(part, ast.Attribute)
    }
    return "command" in names or (
        function.name == "calibrate" and where.startswith("hub/place/calibration/commands.py")
    )


@pytest.mark.parametrize("package", ["wire", "edge", "hub", "simulators", "firmware_configs"])
def test_no_function_is_longer_than_a_page_or_takes_more_than_eight(package: str) -> None:
    found = []
    for where, function in functions(package):
        taken = [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        parameters = [name for name in taken if name not in {"self", "cls"}]
        assert function.end_lineno is not None
        is_long = function.end_lineno - function.lineno >= MOST_LINES
        if not is_command(function, where) and (is_long or len(parameters) > MOST_PARAMETERS):
            found.append(where)
    assert found == []


def test_the_app_is_a_list() -> None:
    assert len((ROOT / "hub" / "app.py").read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_THE_APP
