from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.formula import formula
from desktop.ui.formula_marks import block_end, tex_of

pieces = st.sampled_from(
    ["\\frac", "\\sqrt", "{", "}", "^", "_", "x", "12", "\\left(", "\\right)", "&", "\\\\", "<b>",
     "\\text{<img src=x>}", "\\begin{matrix}", "\\end{matrix}", "\\hspace{9em}", "&lt;",
     "\\color{red}",
     "\\class{a}{", "\\sum", "\\limits", "\\not", "\\mathbb{R}", " ", "\"", "\\\""]
)  # fmt: skip


def drawn(tex: str) -> str:
    html = formula(tex, False)
    assert html is not None
    return str(html)


def test_a_formula_becomes_mathml_with_its_source_beside_it() -> None:
    assert drawn(r"\frac{a}{2}") == (
        '<math dir="ltr" display="inline" alttext="\\frac{a}{2}"><mrow><mfrac><mrow>'
        "<mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>"
    )


def test_every_text_in_a_formula_is_escaped() -> None:
    html = drawn(r"\text{<script>alert(1)</script>} a<b")
    assert "<script" not in html
    assert "<mtext>&lt;script&gt;" in html
    assert "<mo>&lt;</mo>" in html


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}", r"\style{position:fixed}{x}", r"\class{unsupported}{x}",
        r"\newcommand{\a}{xx}\newcommand{\b}{\a\a}\b", r"\def\a{x}\a", "x" * 1001,
        "{" * 60 + "}" * 60,
        r"\left(" * 60 + "x", r"\frac", "{", r"\begin{matrix} a",
    ],
)  # fmt: skip
def test_what_acts_grows_or_is_broken_is_not_drawn(tex: str) -> None:
    assert formula(tex, False) is None


def test_sizes_and_colours_that_would_hide_or_cover_are_left_out() -> None:
    html = drawn(r"\hspace{-99em}x\color{white}{y}\hspace{9999em}")
    assert not re.search(r"99|white|color", html.partition(">")[2])


@given(st.lists(pieces, max_size=25))
def test_whatever_is_written_no_tag_but_those_of_formulas_comes_out(parts: list[str]) -> None:
    began = time.monotonic()
    html = formula("".join(parts), True)
    assert time.monotonic() - began < 2
    if html is not None:
        tags = set(re.findall(r"<([a-z]\w*)", str(html)))
        assert all(tag.startswith("m") or tag == "none" for tag in tags)
        assert not re.search(r"<(img|b|script)|href|style=", str(html).partition(">")[2])


def test_dollars_mean_a_formula_only_where_it_looks_like_one() -> None:
    assert tex_of("$x$") == ("x", False)
    assert tex_of("$n-1$") == ("n-1", False)
    assert tex_of("$a_1 = 5$") == ("a_1 = 5", False)
    assert tex_of("$$x$$") == ("x", True)
    assert tex_of(r"\[ x \]") == ("x", True)
    assert tex_of("$5 or more$") is None
    assert tex_of("$5$") is None


def test_a_formula_fills_whole_lines_only_once_it_is_whole() -> None:
    text = "$$\nx\n$$\nend"
    assert block_end(text, 0, 2) == 7
    assert block_end(text[:6], 0, 2) is None
    assert block_end("$$x$$ and more", 0, 14) is None
    assert block_end(r"\[x\].", 0, 6) == 6
