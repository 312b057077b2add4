"""Sizes of files and functions: small is checked, not hoped for (design.md, "Sizes and checks")."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

FILE_LIMIT = 400
FUNCTION_LIMIT = 50
ROOTS = (
    "functions",
    "layers",
    "worker_container",
    "infra",
    "cli",
    "web",
    "scripts",
    "bench",
    "tests",
)
SCRIPT_SUFFIXES = {".ts", ".tsx", ".js", ".mjs"}
GENERATED = re.compile(r"\.d\.ts$|/dist/|/node_modules/")
# Good enough for our own formatting: a header ending in "{" and the brace closing its indent.
SCRIPT_FUNCTION = re.compile(
    r"^(?P<indent>\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?"
    r"(?:function\b[^{]*|(?:const|let)\s+\w+\s*=\s*(?:async\s*)?\([^)]*\)[^{]*=>\s*"
    r"|(?:(?:private|public|protected|static|async|get|set)\s+)*"
    r"(?!if\b|for\b|while\b|switch\b|catch\b)[\w#]+\([^)]*\)[^{;]*)\{\s*$"
)
NAME = re.compile(r"(?:function\s+|const\s+|let\s+)?([\w#]+)\s*[(=]")


class Size(NamedTuple):
    where: str
    lines: int


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ROOTS]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    wanted = {".py", *SCRIPT_SUFFIXES}
    paths = [Path(name) for name in sorted(set(names)) if Path(name).suffix in wanted]
    return [path for path in paths if path.exists() and not GENERATED.search(f"/{path}")]


def python_functions(path: Path, source: str) -> Iterator[Size]:
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            yield Size(f"{path}:{node.lineno} {node.name}", end - node.lineno + 1)


def script_functions(path: Path, source: str) -> Iterator[Size]:
    lines = source.splitlines()
    for start, line in enumerate(lines):
        header = SCRIPT_FUNCTION.match(line)
        if header is None:
            continue
        closing = re.compile(rf"^{header['indent']}\}}")
        end = next((n for n in range(start + 1, len(lines)) if closing.match(lines[n])), start)
        name = NAME.search(line)
        if name and name[1] == "describe":
            continue  # a heading over tests, not a function
        yield Size(f"{path}:{start + 1} {name[1] if name else '?'}", end - start + 1)


def measure(paths: list[Path]) -> tuple[list[Size], list[Size]]:
    files: list[Size] = []
    functions: list[Size] = []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        files.append(Size(str(path), len(source.splitlines())))
        finder = python_functions if path.suffix == ".py" else script_functions
        functions.extend(finder(path, source))
    return files, functions


def summary(name: str, sizes: list[Size]) -> str:
    lines = [size.lines for size in sizes if size.lines]
    if len(lines) < 2:
        return f"{name}: {len(lines)}"
    p90 = quantiles(lines, n=10)[-1]
    return f"{name}: {len(lines)}, median {median(lines):.0f}, p90 {p90:.0f}, longest {max(lines)}"


def main() -> int:
    files, functions = measure(tracked_files())
    print(summary("files", files))
    print(summary("functions", functions))
    over = [
        f"{s.where}: {s.lines} lines (limit {FILE_LIMIT})" for s in files if s.lines > FILE_LIMIT
    ]
    over += [
        f"{s.where}: {s.lines} lines (limit {FUNCTION_LIMIT})"
        for s in functions
        if s.lines > FUNCTION_LIMIT
    ]
    print("\n".join(over), file=sys.stderr, end="\n" if over else "")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
