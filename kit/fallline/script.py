"""Scripts: a few lines of a small part of Python, for answers that one call does not show.

A script makes objects, calls their methods, reads their attributes and returns what is to be compared::

    layer = Linear(W, b)
    out = layer.forward(x)
    dx = layer.backward(d)
    return out, dx, layer.dW

It is text, and so it can stand in an answer card and cross a process border. Nothing but the forms below is carried
out: names, constants, calls, attributes, arithmetic, tuples, assignments and ``for ... in range(n)``. Two functions are
its own: ``keep(value)`` copies a value as it is now, ``take(values, n)`` copies what an iterator gives, up to ``n``.
"""

from __future__ import annotations

import ast
import operator
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar

from fallline.errors import PlainDataError, ScriptError
from fallline.plain import copied

MOST_STEPS = 100_000
MOST_CHARACTERS = 4_000

Names = Mapping[str, Any]


class Unsupported(Exception):
    """What was to be copied is no plain data, or does not come to an end."""


def keep(value: Any) -> Any:
    """Return a copy of plain data, which later lines leave alone.

    Raises Unsupported on anything else.
    """
    try:
        return copied(value)
    except PlainDataError as error:
        raise Unsupported(str(error)) from error


def take(values: Any, most: int) -> Any:
    """Return a list of all that an iterable gives, each item copied as it comes.

    What is no iterable comes back as it is. Raises Unsupported if there are more than ``most``: nothing waits for the
    end of a generator that has none.
    """
    try:
        items = iter(values)
    except TypeError:
        return values
    taken = [keep(item) for item in islice(items, most)]
    if any(True for _ in islice(items, 1)):
        raise Unsupported(f"more than {most:,} items, one after the other")
    return taken


OWN = {"keep": keep, "take": take}
"""The functions that every script can call."""


def run(text: str, names: Names) -> Any:
    """Carry out a script and return what it returns.

    Parameters
    ----------
    text : str
        The script.
    names : mapping
        What its names mean: the inputs, and what the notebook defines.

    Raises
    ------
    ScriptError
        If it is no script, or takes more than ``MOST_STEPS`` steps. What the called functions raise goes through.
    """
    return _Run(names).block(parse(text))


def outer_names(text: str) -> frozenset[str]:
    """Return the names that a script needs and does not set: its inputs, and what the notebook must define."""
    stored = {node.id for node in _names(text) if isinstance(node.ctx, ast.Store)}
    return frozenset(node.id for node in _names(text)) - stored - OWN.keys() - {"range"}


def own_names(text: str) -> frozenset[str]:
    """Return which of the functions that every script has it uses."""
    return frozenset(node.id for node in _names(text)) & OWN.keys()


def _names(text: str) -> list[ast.Name]:
    return [node for statement in parse(text) for node in ast.walk(statement) if isinstance(node, ast.Name)]


def lines(text: str) -> list[str]:
    """Return a script as lines that can be typed into a cell: its last line shows what it returns."""
    return [line.removeprefix("return ") for line in textwrap.dedent(text).strip().splitlines()]


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[ast.stmt, ...]:
    """Return the statements of a script; raises ScriptError, with the line, on all that a script cannot hold."""
    source = textwrap.dedent(text).strip()
    if len(source) > MOST_CHARACTERS:
        raise ScriptError(f"a script of {len(source):,} characters; at most {MOST_CHARACTERS:,} are taken; use a loop")
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        raise ScriptError(f"the script {source!r} is not Python: {error}; write it as in a cell") from error
    if not body or not isinstance(body[-1], ast.Return) or body[-1].value is None:
        raise ScriptError(f"the script {source!r} returns nothing; expected a last line `return ...`; add one")
    for statement in body[:-1]:
        _require_statement(statement)
    _require(body[-1].value)
    return tuple(body)


def _require_statement(node: ast.stmt) -> None:
    if isinstance(node, ast.Expr):
        _require(node.value)
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        _require(node.targets[0], as_target=True)
        _require(node.value)
    elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and _is_range(node.iter) and not node.orelse:
        _require(node.iter.args[0])  # type: ignore[attr-defined]
        for statement in node.body:
            _require_statement(statement)
    else:
        raise _refused(node)


def _require(node: ast.expr, *, as_target: bool = False) -> None:
    """Refuse an expression that holds anything but the known forms, or reaches for what is private."""
    for part in ast.walk(node):
        if (
            (isinstance(part, ast.expr) and type(part) not in _Run.forms)
            or (isinstance(part, ast.operator | ast.cmpop | ast.unaryop) and type(part) not in _OPERATORS)
            or (isinstance(part, ast.Attribute) and part.attr.startswith("_"))
            or (isinstance(part, ast.Compare) and len(part.ops) > 1)
            or (isinstance(part, ast.keyword) and part.arg is None)
            or (isinstance(part, ast.List) and as_target)
        ):
            raise _refused(node)


def _is_range(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
    return called and len(node.args) == 1 and not node.keywords  # type: ignore[attr-defined]


def _refused(node: ast.expr | ast.stmt) -> ScriptError:
    return ScriptError(
        f"line {node.lineno} of the script: `{ast.unparse(node)}` is no part of one; expected calls, attributes, "
        "arithmetic, assignments and `for ... in range(n)`; try several simple lines"
    )


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.MatMult: operator.matmul,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


class _Run:
    """One script on its way: what its names mean by now, and how many steps it may still take."""

    forms: ClassVar[dict[type[ast.expr], Callable[..., Any]]] = {}

    def __init__(self, names: Names) -> None:
        self.outer, self.names, self.left = names, dict[str, Any](OWN), MOST_STEPS

    def block(self, statements: Sequence[ast.stmt]) -> Any:
        """Carry out statements; return the value of the last one, if it returns one."""
        for node in statements:
            if isinstance(node, ast.Return | ast.Expr):
                result = self.value(node.value)
                if isinstance(node, ast.Return):
                    return result
            elif isinstance(node, ast.Assign):
                self.assign(node.targets[0], self.value(node.value))
            elif isinstance(node, ast.For):
                for count in range(self.value(node.iter.args[0])):  # type: ignore[attr-defined]
                    self.assign(node.target, count)
                    self.block(node.body)
        return None

    def value(self, node: Any) -> Any:
        """Return the value of an expression."""
        self.left -= 1
        if self.left < 0:
            raise ScriptError(f"the script takes more than {MOST_STEPS:,} steps; expected fewer; shorten its loops")
        return self.forms[type(node)](self, node)

    def values(self, nodes: Sequence[ast.expr]) -> Iterator[Any]:
        """Yield the values of expressions."""
        return map(self.value, nodes)

    def look_up(self, node: ast.Name) -> Any:
        """Return what a name means: to the script first, then outside of it."""
        if node.id in self.names:
            return self.names[node.id]
        if node.id not in self.outer:
            raise NameError(f"name '{node.id}' is not defined")
        return self.outer[node.id]

    def assign(self, target: ast.expr, value: Any) -> None:
        """Set a name, an attribute, an entry, or each part of a tuple."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            setattr(self.value(target.value), target.attr, value)
        elif isinstance(target, ast.Subscript):
            self.value(target.value)[self.value(target.slice)] = value
        elif isinstance(target, ast.Tuple):
            for part, item in zip(target.elts, islice(value, len(target.elts) + 1), strict=True):
                self.assign(part, item)

    def call(self, node: ast.Call) -> Any:
        """Call what stands before the brackets."""
        function = self.value(node.func)
        named = {word.arg: self.value(word.value) for word in node.keywords if word.arg}
        return function(*self.values(node.args), **named)


_Run.forms.update(
    {
        ast.Constant: lambda run, node: node.value,
        ast.Name: _Run.look_up,
        ast.Attribute: lambda run, node: getattr(run.value(node.value), node.attr),
        ast.Subscript: lambda run, node: run.value(node.value)[run.value(node.slice)],
        ast.Call: _Run.call,
        ast.Tuple: lambda run, node: tuple(run.values(node.elts)),
        ast.List: lambda run, node: list(run.values(node.elts)),
        ast.UnaryOp: lambda run, node: _OPERATORS[type(node.op)](run.value(node.operand)),
        ast.BinOp: lambda run, node: _OPERATORS[type(node.op)](run.value(node.left), run.value(node.right)),
        ast.Compare: lambda run, node: _OPERATORS[type(node.ops[0])](
            run.value(node.left), run.value(node.comparators[0])
        ),
    }
)
