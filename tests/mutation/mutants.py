"""Every small change that can be made to a module: what it is, where, and the module's syntax tree with it made.

Changed are comparisons, arithmetic, conditions, numbers, truth values and what is returned; statements are left out.
Not changed are texts, annotations, decorators and assertions: they say, but do not decide.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODULE = "<module>"
"""The place of what runs when a module is imported."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
LEFT_OUT_FIELDS = {"annotation", "returns", "decorator_list", "format_spec"}
LEFT_OUT_NODES = (ast.Import, ast.ImportFrom, ast.Assert, ast.JoinedStr)


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `number`-th change of a module; `place` is the qualified name of the function it lies in.

    Its `name` stays from one version of the module to the next, as long as nothing like it comes before it.
    """

    path: str
    number: int
    place: str
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A node of a tree and what stands there instead."""

    owner: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST
    place: str

    def make(self) -> None:
        """Change the tree in place."""
        ast.copy_location(self.new, self.old)
        ast.fix_missing_locations(self.new)
        if self.index is None:
            setattr(self.owner, self.field, self.new)
        else:
            getattr(self.owner, self.field)[self.index] = self.new


def mutants_of(package: Path, path: str) -> list[Mutant]:
    """All mutants of the module at `path`, which is relative to the package."""
    tree = original(package, path)
    seen: Counter[str] = Counter()
    found = []
    for number, change in enumerate(changes(tree)):
        name = f"{path}::{change.place}: {_told(change)}"
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        found.append(Mutant(path, number, change.place, getattr(change.old, "lineno", 0), name + again))
    return found


def original(package: Path, path: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((package / path).read_text(encoding="utf-8"))


def mutated(package: Path, mutant: Mutant) -> ast.Module:
    """The syntax tree of a mutant's module with the change made."""
    tree = original(package, mutant.path)
    list(changes(tree))[mutant.number].make()
    return tree


def changes(tree: ast.Module) -> Iterator[Change]:
    """All changes of a module, from top to bottom, as they would be made to this tree."""
    for owner, field, index, node, place in list(_nodes(tree, MODULE)):
        for new in _instead(node):
            yield Change(owner, field, index, node, new, place)
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            yield Change(node, "test", None, node.test, ast.UnaryOp(ast.Not(), node.test), place)
        if isinstance(node, ast.comprehension):
            for at, condition in enumerate(node.ifs):
                yield Change(node, "ifs", at, condition, ast.UnaryOp(ast.Not(), condition), place)


def _nodes(owner: ast.AST, place: str) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, str]]:
    """All nodes that may be changed, with their owner, its field, the index in it, and the function they lie in."""
    inside = place
    if isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        inside = owner.name if place == MODULE else f"{place}.{owner.name}"
    for field, value in ast.iter_fields(owner):
        if field in LEFT_OUT_FIELDS:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(node, ast.AST) or isinstance(node, LEFT_OUT_NODES) or _says_only(node):
                continue
            yield owner, field, index, node, inside
            yield from _nodes(node, inside)


def _says_only(node: ast.AST) -> bool:
    """Whether a statement is a docstring, or a branch for the type checker alone."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _instead(node: ast.AST) -> Iterator[ast.AST]:  # noqa: PLR0912 - one case for each kind of node
    """What a node may become."""
    match node:
        case ast.Compare(left, [op], comparators):
            yield ast.Compare(left, [COMPARISONS[type(op)]()], comparators)
        case ast.Compare(left, [first, *rest], comparators):
            yield ast.Compare(left, [COMPARISONS[type(first)](), *rest], comparators)
            yield ast.Compare(left, [first, *(COMPARISONS[type(op)]() for op in rest)], comparators)
        case ast.BinOp(left, op, right) if type(op) in OPERATORS and not _is_union(node):
            yield ast.BinOp(left, OPERATORS[type(op)](), right)
        case ast.AugAssign(target, op, value) if type(op) in OPERATORS:
            yield ast.AugAssign(target, OPERATORS[type(op)](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(value) if isinstance(value, bool):
            yield ast.Constant(not value)
        case ast.Constant(value) if isinstance(value, int | float):
            yield ast.Constant(value + 1 if abs(value) < 10 else value * 2)
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(ast.Call()) | ast.Raise():
            yield ast.Pass()
        case _:
            return


def _is_union(node: ast.BinOp) -> bool:
    """Whether `|` joins types, as in `isinstance(value, int | str)`."""
    return isinstance(node.op, ast.BitOr) and all(
        isinstance(side, ast.Name | ast.Attribute | ast.Constant | ast.Subscript | ast.BinOp)
        for side in (node.left, node.right)
    )


def _told(change: Change) -> str:
    """What a change changes into what, in one short line."""
    old, new = (" ".join(ast.unparse(node).split())[:90] for node in (change.old, change.new))
    return f"{old}  →  {new}"
