"""The domain needs nothing but Python."""

import ast
import sys

from casebook.settings import ROOT


def test_domain_imports_the_standard_library_and_itself_only() -> None:
    foreign = []
    for path in sorted((ROOT / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            top = {name.partition(".")[0] for name in names}
            foreign += [
                f"{path.name}: {name}" for name in sorted(top - {"domain"}) if name not in sys.stdlib_module_names
            ]
    assert not foreign
