"""Conditions over variables: `plan == "gold" and not system.locale == "ru"`.

A small part of Python's expressions: names, constants, comparisons, `in`, `and`, `or`, `not`. No calls,
no arithmetic, no way out: it is evaluated by walking it, never by `eval`.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_WORDS = {"true": True, "false": False, "null": None}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


class ExpressionError(ValueError):
    """It is no expression of ours; the message says where it goes wrong."""


def parse(text: str) -> ast.expr:
    """Raises ExpressionError."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"is not an expression: {error}") from error
    _check(tree)
    return tree


def names(tree: ast.expr) -> Iterator[str]:
    """Of the variables it asks for."""
    if (name := _name(tree)) is not None:
        if name not in _WORDS:
            yield name
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr):
            yield from names(child)


def evaluate(tree: ast.expr, values: Mapping[str, Any]) -> bool:
    """Values that cannot be compared (a number with null) make a comparison false, not an error."""
    return bool(_value(tree, values))


def _name(tree: ast.expr) -> str | None:
    if isinstance(tree, ast.Name):
        return tree.id
    if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
        return f"{tree.value.id}.{tree.attr}"
    return None


def _check(tree: ast.expr) -> None:
    if _name(tree) is not None:
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str | int | float | None):
        return
    if isinstance(tree, ast.UnaryOp) and not isinstance(tree.op, ast.Not | ast.USub):
        raise ExpressionError("may use only `not` and minus before a value")
    if isinstance(tree, ast.Compare) and not all(type(op) in _COMPARE for op in tree.ops):
        raise ExpressionError("may compare by == != < <= > >= in, not in")
    if not isinstance(tree, ast.BoolOp | ast.UnaryOp | ast.Compare | ast.List | ast.Tuple):
        raise ExpressionError(f"may not use {ast.unparse(tree)!r}")
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr):
            _check(child)


def _value(tree: ast.expr, values: Mapping[str, Any]) -> Any:
    if (name := _name(tree)) is not None:
        return _WORDS[name] if name in _WORDS else values.get(name)
    if isinstance(tree, ast.Constant):
        return tree.value
    if isinstance(tree, ast.List | ast.Tuple):
        return [_value(item, values) for item in tree.elts]
    if isinstance(tree, ast.BoolOp):
        parts = (evaluate(part, values) for part in tree.values)
        return all(parts) if isinstance(tree.op, ast.And) else any(parts)
    if isinstance(tree, ast.UnaryOp):
        return _unary(tree, values)
    if isinstance(tree, ast.Compare):
        return _compare(tree, values)
    raise ExpressionError(f"may not use {ast.unparse(tree)!r}")


def _unary(tree: ast.UnaryOp, values: Mapping[str, Any]) -> Any:
    value = _value(tree.operand, values)
    if isinstance(tree.op, ast.Not):
        return not value
    return -value if isinstance(value, int | float) else None


def _compare(tree: ast.Compare, values: Mapping[str, Any]) -> bool:
    sides = [_value(side, values) for side in (tree.left, *tree.comparators)]
    for op, left, right in zip(tree.ops, sides, sides[1:], strict=False):
        try:
            holds = _COMPARE[type(op)](left, right)
        except TypeError:
            return False
        if not holds:
            return False
    return True
