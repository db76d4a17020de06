"""Faults of code (代码变异): comparisons, arithmetic, truth and numbers of a module, changed one at a time."""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Change = Callable[[ast.AST], str | None]
"""Changes a node in place; says what it did, None if there is nothing to change."""

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}


@dataclass(frozen=True)
class Fault:
    """One planted fault: what, in which function of the module, and the module's text with it."""

    what: str
    text: str


def faults(source: str) -> Iterator[Fault]:
    """Every fault of a module, in the order of its lines. Types, docstrings, decorators and assertions are left out.

    A fault's name holds no line, so that it outlives changes elsewhere in the module; the second of a name is its "#2".
    """
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for path, change in _places(tree):
        mutated = copy.deepcopy(tree)
        inner, node = _at(mutated, path)
        before = _words(node)
        if change(node) is None:
            continue
        ast.fix_missing_locations(mutated)
        what = f"{inner}: {before} -> {_words(node)}".removeprefix(": ")
        seen[what] += 1
        yield Fault(what if seen[what] == 1 else f"{what} #{seen[what]}", ast.unparse(mutated))


def _words(node: ast.AST) -> str:
    """The node's text on one line; of a statement with a body, its condition."""
    return " ".join(ast.unparse(getattr(node, "test", node)).split())[:100]


Path = tuple[tuple[str, int | None], ...]


def _at(tree: ast.AST, path: Path) -> tuple[str, ast.AST]:
    """The node there, and the qualified name of what it stands in."""
    node, names = tree, []
    for name, index in path:
        inner = getattr(node, name)
        node = inner if index is None else inner[index]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
    return ".".join(names), node


_LEFT_OUT = ("annotation", "returns", "decorator_list", "type_params")


def _places(node: ast.AST, path: Path = ()) -> Iterator[tuple[Path, Change]]:
    if isinstance(node, (ast.Assert, ast.Raise, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return
    yield from ((path, change) for change in _changes(node))
    for name, value in ast.iter_fields(node):
        if name in _LEFT_OUT:
            continue
        if isinstance(value, ast.AST):
            yield from _places(value, (*path, (name, None)))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _places(item, (*path, (name, index)))


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for index in range(len(node.ops)):
            yield lambda found, index=index: _swap_comparison(found, index)  # type: ignore[misc]
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield _swap_arithmetic
    elif isinstance(node, ast.BoolOp):
        yield _swap_truth
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _drop_not
    elif isinstance(node, ast.Constant):
        yield _other_constant
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield _negate_test


def _swap_comparison(node: ast.AST, index: int) -> str | None:
    assert isinstance(node, ast.Compare)
    other = _COMPARE.get(type(node.ops[index]))
    if other is None:
        return None
    node.ops[index] = other()
    return "comparison"


def _swap_arithmetic(node: ast.AST) -> str | None:
    assert isinstance(node, (ast.BinOp, ast.AugAssign))
    other = _ARITHMETIC.get(type(node.op))
    if other is None or _is_text(node.value if isinstance(node, ast.AugAssign) else node.left):
        return None
    node.op = other()
    return "arithmetic"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _swap_truth(node: ast.AST) -> str | None:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return "truth"


def _drop_not(node: ast.AST) -> str | None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(op=ast.Not(), operand=node.operand)
    return "not"


def _other_constant(node: ast.AST) -> str | None:
    assert isinstance(node, ast.Constant)
    if isinstance(node.value, bool):
        node.value = not node.value
        return "truth value"
    if isinstance(node.value, int):
        node.value += 1
        return "number"
    return None


def _negate_test(node: ast.AST) -> str | None:
    assert isinstance(node, (ast.If, ast.IfExp, ast.While))
    if isinstance(node.test, (ast.Compare, ast.BoolOp)) or (
        isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
    ):
        return None  # changed at the comparison itself
    node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    return "condition"
