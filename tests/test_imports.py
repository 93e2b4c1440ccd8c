"""Imports run one way: service -> memory, service -> intent; those two know neither each other nor the web."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WEB = {
    "fastapi",
    "starlette",
    "uvicorn",
    "nicegui",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "openai",
    "httpx",
    "httpx2",
}
FORBIDDEN = {"memory": WEB | {"service", "intent"}, "intent": WEB | {"service", "memory"}}


def imported_packages(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_the_inner_packages_know_neither_each_other_nor_the_web(package: str) -> None:
    sources = list((ROOT / package).rglob("*.py"))
    assert sources
    for source in sources:
        assert not FORBIDDEN[package] & set(imported_packages(source)), source
