"""The figures that tell what a change of this code costs: ``make measure``.

Everything is read from the syntax trees of the packages in PACKAGES, without their migrations; no
module is imported, so that any checkout can be measured, also one whose packages are not
installed:

    python tools/measure.py --root . --root ../an-older-checkout     a column for each
    python tools/measure.py --details                                what stands behind the numbers
"""

import argparse
import ast
import io
import re
import sys
import tokenize
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

PACKAGES = ("dometracker", "quotes")
ADMIN = "quotes.admin"

# The models of what is said, and the columns of theirs that have a row of the table each.
MODELS = ("Statement", "Citation", "Source", "Speaker")
COLUMNS_SHOWN = ("said_basis", "occasion")

# Names that Django asks for, which say nothing twice.
PRESCRIBED = frozenset({"Command", "Meta", "Media"})
# Private names that a reader meets in several files without learning what they return.
VAGUE_FUNCTIONS = ("_told", "_shown")

_Function = ast.FunctionDef | ast.AsyncFunctionDef
Edge = tuple[str, str]


@dataclass
class Module:
    """One file of Python, with its dotted name."""

    name: str
    path: Path
    text: str
    is_package: bool
    tree: ast.Module = field(repr=False)

    @classmethod
    def read(cls, root: Path, path: Path) -> "Module":
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        text = path.read_text(encoding="utf-8")
        name = ".".join(parts[:-1] if is_package else parts)
        return cls(name, path, text, is_package, ast.parse(text, str(path)))

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> list[_Function]:
        """All functions and methods, also those inside of others."""
        return [node for node in ast.walk(self.tree) if isinstance(node, _Function)]

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes at the top of the module."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    def count_names(self, name: str) -> int:
        """How often the name stands in the code, not counting comments and strings."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(token.type == tokenize.NAME and token.string == name for token in tokens)

    def count_comments(self, words: str) -> int:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(token.type == tokenize.COMMENT and words in token.string for token in tokens)


@dataclass(frozen=True)
class Import:
    """One of our modules imports another."""

    importer: str
    imported: str
    is_deferred: bool
    """Inside a function."""
    is_for_types: bool
    """Below ``if TYPE_CHECKING``, never run."""


class Checkout:
    """The modules of one checkout, and what stands in them."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        paths = [path for name in PACKAGES for path in sorted((root / name).rglob("*.py"))]
        if not paths:
            raise SystemExit(f"{root} has none of the packages {', '.join(PACKAGES)}.")
        every = [Module.read(root, path) for path in paths]
        self.all_lines = sum(module.lines for module in every)
        self.modules = {m.name: m for m in every if "migrations" not in m.name.split(".")}

    def __iter__(self) -> Iterator[Module]:
        return iter(self.modules.values())

    def inside(self, package: str) -> list[Module]:
        return [m for m in self if m.name == package or m.name.startswith(f"{package}.")]

    # --- classes ---------------------------------------------------------------------------------

    def resolve(self, module: Module, name: str) -> tuple[Module, str] | None:
        """The module that defines the class that ``name`` (dotted) stands for; None if not ours."""
        first, _, rest = name.partition(".")
        seen = set()
        while (module.name, first) not in seen:
            seen.add((module.name, first))
            if not rest and first in module.classes:
                return module, first
            target = _bindings(module).get(first)
            if target is None:
                return None
            if target in self.modules:
                if not rest:
                    return None
                module, (first, _, rest) = self.modules[target], rest.partition(".")
                continue
            owner, _, attribute = target.rpartition(".")
            if owner not in self.modules:
                return None
            module, first = self.modules[owner], attribute
        return None

    @cached_property
    def ancestors(self) -> dict[Edge, set[Edge]]:
        """Of each class of ours, by module and name: all classes of ours that it stands on."""
        found: dict[Edge, set[Edge]] = {}

        def visit(module: Module, name: str) -> set[Edge]:
            key = (module.name, name)
            if key not in found:
                found[key] = set()
                for base in module.classes[name].bases:
                    owner = self.resolve(module, _dotted(base))
                    if owner:
                        found[key] |= {(owner[0].name, owner[1]), *visit(*owner)}
            return found[key]

        for module in self:
            for name in module.classes:
                visit(module, name)
        return found

    def deepest(self) -> Edge:
        """The class with the most classes of ours above it, by module and name."""
        return max(self.ancestors, key=lambda key: (len(self.ancestors[key]), key))

    def defined_below(self, top: Edge) -> list[tuple[str, int]]:
        """The methods of a class by how many of it and its ancestors define them."""
        names = Counter(
            node.name
            for module, name in {top, *self.ancestors[top]}
            for node in self.modules[module].classes[name].body
            if isinstance(node, _Function) and not node.name.startswith("__")
        )
        return sorted(names.items(), key=lambda row: (-row[1], row[0]))

    # --- names -----------------------------------------------------------------------------------

    def class_homes(self) -> dict[str, list[str]]:
        """The modules in which a class of the name is defined; a private name is the same name."""
        homes = defaultdict(list)
        for module in self:
            for name in module.classes:
                if name not in PRESCRIBED:
                    homes[name.lstrip("_")].append(module.name)
        return homes

    def function_homes(self) -> dict[str, list[str]]:
        """The modules in which a function of the name is defined, methods not counted."""
        homes = defaultdict(list)
        for module in self:
            for node in module.tree.body:
                if isinstance(node, _Function):
                    homes[node.name].append(module.name)
        return homes

    def file_homes(self) -> dict[str, list[str]]:
        homes = defaultdict(list)
        for module in self:
            if not module.is_package:
                homes[module.path.name].append(module.name)
        return homes

    # --- columns ---------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns of MODELS, each once."""
        return list(
            dict.fromkeys(
                target.id
                for module in self.inside("quotes.models")
                for name in MODELS
                if name in module.classes
                for node in module.classes[name].body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
                if _dotted(node.value.func).endswith(("Field", "ForeignKey"))
                for target in node.targets
                if isinstance(target, ast.Name)
            )
        )

    def files_with(self, word: str) -> list[str]:
        """The modules in which the word stands, in code, strings or comments."""
        pattern = re.compile(rf"\b{re.escape(word)}\b")
        return [module.name for module in self if pattern.search(module.text)]

    # --- imports ---------------------------------------------------------------------------------

    @cached_property
    def imports(self) -> list[Import]:
        return [found for module in self for found in self._imports_of(module)]

    def _imports_of(self, module: Module) -> Iterator[Import]:
        for node, deferred, for_types in _import_nodes(module.tree):
            for target in _targets(module, node):
                # The longest beginning that is a module: the rest is a name in it.
                owner = target
                while owner and owner not in self.modules:
                    owner = owner.rpartition(".")[0]
                if owner and owner != module.name:
                    yield Import(module.name, owner, deferred, for_types)

    def edges(self) -> set[Edge]:
        """Which module imports which as it is itself imported."""
        return {
            (i.importer, i.imported)
            for i in self.imports
            if not i.is_deferred and not i.is_for_types
        }

    def package_edges(self) -> set[Edge]:
        """The same between the packages and single modules right below PACKAGES."""
        return {
            (a, b)
            for importer, imported in self.edges()
            if (a := _room(importer)) != (b := _room(imported))
        }

    def upward_imports(self) -> list[str] | None:
        """Imports from a lower into a higher layer of the contracts in pyproject.toml, also those
        inside of functions; None if there is no contract with layers."""
        contracts = self._layer_contracts()
        if not contracts:
            return None
        every = {(i.importer, i.imported) for i in self.imports if not i.is_for_types}
        return sorted(
            f"{importer} → {imported}"
            for importer, imported in every
            if any(_is_upward(layers, importer, imported) for layers in contracts)
        )

    def _layer_contracts(self) -> list[list[list[str]]]:
        """Of each contract its layers, the highest first, as lists of modules."""
        path = self.root / "pyproject.toml"
        told: dict[str, Any] = tomllib.loads(path.read_text()) if path.exists() else {}
        contracts = told.get("tool", {}).get("importlinter", {}).get("contracts", [])
        return [
            [
                [f"{prefix}{name.strip(' ()')}" for name in re.split(r"[|:]", layer)]
                for layer in contract["layers"]
            ]
            for contract in contracts
            if contract.get("type") == "layers"
            for prefix in [f"{name}." for name in contract.get("containers", [])] or [""]
        ]


def _is_upward(layers: list[list[str]], importer: str, imported: str) -> bool:
    def floor(module: str) -> int | None:
        fitting = [
            (len(name), number)
            for number, layer in enumerate(layers)
            for name in layer
            if f"{module}.".startswith(f"{name}.")
        ]
        return max(fitting)[1] if fitting else None

    low, high = floor(importer), floor(imported)
    return low is not None and high is not None and high < low


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _dotted(node: ast.expr) -> str:
    """``a.b.C`` of an expression, also of ``C[int]``; empty for anything else."""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """The module that a ``from … import`` names, with the dots of a relative one resolved."""
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _targets(module: Module, node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = _absolute(module, node)
    return [f"{base}.{alias.name}" for alias in node.names]


def _bindings(module: Module) -> dict[str, str]:
    """What each imported name of a module stands for, dotted."""
    names: dict[str, str] = {}
    for node, _, _ in _import_nodes(module.tree):
        if isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            names |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
        else:
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
    return names


def _import_nodes(
    tree: ast.AST, deferred: bool = False, for_types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    """Each import, whether it is inside of a function, and whether it is for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, deferred, for_types
            continue
        typing = isinstance(node, ast.If) and _dotted(node.test).endswith("TYPE_CHECKING")
        inside = deferred or isinstance(node, _Function | ast.Lambda)
        yield from _import_nodes(node, inside, for_types or typing)


def cycles(edges: Iterable[Edge]) -> list[list[str]]:
    """The strongly connected components of more than one node (Tarjan 1972), each sorted."""
    following: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(edges):
        following[start].append(end)
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        open_nodes.append(node)
        for after in following[node]:
            if after not in order:
                visit(after)
            if after in open_nodes:
                lowest[node] = min(lowest[node], lowest[after])
        if lowest[node] == order[node]:
            at = open_nodes.index(node)
            if len(open_nodes) - at > 1:
                found.append(sorted(open_nodes[at:]))
            del open_nodes[at:]

    for node in list(following):
        if node not in order:
            visit(node)
    return sorted(found)


# --- the table -----------------------------------------------------------------------------------


def repeated(homes: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: where for name, where in sorted(homes.items()) if len(where) > 1}


def _sizes(numbers: Iterable[tuple[int, str]]) -> str:
    every = sorted(numbers)
    size, name = every[-1]
    return f"{median(n for n, _ in every):g}; {size} ({name})"


def _function_sizes(checkout: Checkout) -> Iterator[tuple[int, str]]:
    for module in checkout:
        for node in module.functions:
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{module.name}.{node.name}"


def _column_rows(checkout: Checkout) -> Iterator[tuple[str, str]]:
    for column in COLUMNS_SHOWN:
        yield f"files that name `{column}`", str(len(checkout.files_with(column)))
    counts = [len(checkout.files_with(column)) for column in checkout.columns]
    if counts:
        yield (
            f"files that name a column of {', '.join(MODELS)}: median (columns)",
            f"{median(counts):g} ({len(counts)})",
        )


def _import_rows(checkout: Checkout) -> Iterator[tuple[str, str]]:
    upward = checkout.upward_imports()
    rooms = cycles(checkout.package_edges())
    deferred = [i for i in checkout.imports if i.is_deferred and not i.is_for_types]
    yield (
        "imports upward, by the layers of pyproject.toml",
        ("no contract" if upward is None else str(len(upward))),
    )
    yield "cycles of imports between modules", str(len(cycles(checkout.edges())))
    yield "cycles between packages (packages in them)", f"{len(rooms)} ({sum(map(len, rooms))})"
    yield "imports of our modules inside of functions", str(len(deferred))


def figures(checkout: Checkout) -> dict[str, str]:
    """The rows of the table: what is measured, and how much it is."""
    admin = checkout.inside(ADMIN)
    tower = checkout.deepest()
    method, definitions = checkout.defined_below(tower)[0]
    classes = checkout.class_homes()
    functions = checkout.function_homes()
    return {
        "lines of Python": f"{checkout.all_lines:,}",
        "without migrations (modules)": (
            f"{sum(module.lines for module in checkout):,} ({len(checkout.modules)})"
        ),
        "classes of ours above the deepest one": f"{len(checkout.ancestors[tower])} ({tower[1]})",
        "of these and itself, how many define the same method": f"{definitions} (`{method}`)",
        "`type: ignore` (in the admin)": _twice(
            lambda module: module.count_comments("type: ignore"), checkout, admin
        ),
        "`Any` (in the admin)": _twice(lambda module: module.count_names("Any"), checkout, admin),
        **dict(_column_rows(checkout)),
        "class names (with two meanings or more)": f"{len(classes)} ({len(repeated(classes))})",
        "file names that occur twice or more": str(len(repeated(checkout.file_homes()))),
        "function names that occur twice or more": str(len(repeated(functions))),
        **{
            f"functions and methods named `{name}`": str(
                sum(node.name == name for module in checkout for node in module.functions)
            )
            for name in VAGUE_FUNCTIONS
        },
        "lines of a function: median; longest": _sizes(_function_sizes(checkout)),
        "lines of a module: median; longest": _sizes((m.lines, m.name) for m in checkout),
        **dict(_import_rows(checkout)),
    }


def _twice(count: Callable[[Module], int], all_of: Iterable[Module], some: Iterable[Module]) -> str:
    return f"{sum(map(count, all_of))} ({sum(map(count, some))})"


def details(checkout: Checkout) -> Iterator[str]:
    """What stands behind the numbers, a line each."""
    yield from _name_details(checkout)
    yield from _class_details(checkout)
    yield from _import_details(checkout)
    for size, name in sorted(_function_sizes(checkout), reverse=True)[:10]:
        yield f"long function {name}: {size}"


def _name_details(checkout: Checkout) -> Iterator[str]:
    for kind, homes in (
        ("class", checkout.class_homes()),
        ("file", checkout.file_homes()),
        ("function", checkout.function_homes()),
    ):
        for name, where in repeated(homes).items():
            yield f"{kind} {name}: {', '.join(where)}"
    for column in checkout.columns:
        where = checkout.files_with(column)
        yield f"column {column}: {len(where)} files, {', '.join(where)}"


def _class_details(checkout: Checkout) -> Iterator[str]:
    for (module, name), above in sorted(checkout.ancestors.items(), key=lambda row: -len(row[1])):
        if len(above) > 4:
            yield f"tower {module}.{name}: stands on {len(above)}"
    tower = checkout.deepest()
    for method, count in checkout.defined_below(tower):
        if count > 2:
            yield f"method {method}: {count} classes define it for {tower[1]}"


def _import_details(checkout: Checkout) -> Iterator[str]:
    for sentence in checkout.upward_imports() or ():
        yield f"upward {sentence}"
    for kind, edges in (("modules", checkout.edges()), ("packages", checkout.package_edges())):
        for ring in cycles(edges):
            yield f"cycle of {kind}: {', '.join(ring)}"
    for found in checkout.imports:
        if found.is_deferred and not found.is_for_types:
            yield f"inside a function: {found.importer} imports {found.imported}"


def table(checkouts: list[Checkout]) -> Iterator[str]:
    """A table in Markdown with a column for each checkout."""
    columns = [figures(one) for one in checkouts]
    yield f"| measured | {' | '.join(one.root.name for one in checkouts)} |"
    yield f"|---|{'---:|' * len(checkouts)}"
    for name in columns[0]:
        yield f"| {name} | {' | '.join(rows.get(name, '') for rows in columns)} |"


def main(arguments: list[str] | None = None) -> None:
    here = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Measure what a change of the code costs.")
    parser.add_argument(
        "--root",
        type=Path,
        action="append",
        help="a checkout to measure; may be given again, for a column each (default: this one)",
    )
    parser.add_argument("--details", action="store_true", help="show what is behind the numbers")
    asked = parser.parse_args(arguments)
    checkouts = [Checkout(root) for root in asked.root or [here]]
    print("\n".join(table(checkouts)))
    if asked.details:
        for one in checkouts:
            print(f"\n{one.root.name}\n" + "\n".join(details(one)))


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main()
