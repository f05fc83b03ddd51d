"""Markdown as HTML, for pages on a server that starts kernels: nothing that a student wrote may run there."""

from __future__ import annotations

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def markdown_without_scripts(source: str) -> str:
    """Return Markdown as HTML: HTML inside it shows as text, links that are scripts lead nowhere, formulas are kept."""
    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return str(MarkdownWithMath(renderer=renderer).render(source))
