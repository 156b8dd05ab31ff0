"""How an answer becomes HTML: light Markdown, citations, support, and nothing that can act."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.citations import CitationMark
from desktop.types import SentenceSupport
from desktop.ui.answer_line import Said
from desktop.ui.answer_text import answer_html

ALLOWED = {
    "p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "div", "span",
    "button", "table", "thead", "tbody", "tr", "th", "td", "math", "mrow", "mi", "mn", "mo",
    "mtext",
    "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover",
    "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
}  # fmt: skip
HARMLESS_ATTRIBUTES = {
    "class", "type", "data-do", "data-n", "aria-label", "start", "tabindex", "role", "title", "dir",
    "display", "alttext", "mathvariant", "stretchy", "fence", "form", "separator", "accent",
    "width",
    "movablelimits", "largeop", "columnalign", "displaystyle", "scriptlevel", "linethickness",
    "minsize", "maxsize", "lspace", "rspace", "height", "depth",
}  # fmt: skip


def shown(text: str, *marks: CitationMark, support: tuple[SentenceSupport, ...] = ()) -> str:
    return str(answer_html(Said(text, marks, support)))


def test_paragraphs_emphasis_and_code() -> None:
    assert shown("One **bold *and slanted***\n\ntwo `a < b`.") == (
        '<p dir="auto">One <strong>bold </strong><strong><em>and slanted</em></strong></p>\n'
        '<p dir="auto">two <code>a &lt; b</code>.</p>'
    )


def test_lists_keep_their_numbers_and_their_second_lines() -> None:
    assert shown("Steps:\n3. first\n   goes on\n4. second\n- a\n- b") == (
        '<p dir="auto">Steps:</p>\n<ol dir="auto" start="3"><li>first\n   goes on</li>'
        "<li>second</li></ol>\n"
        '<ul dir="auto"><li>a</li><li>b</li></ul>'
    )


def test_a_table_with_its_heading() -> None:
    html = shown("| Year | Sales |\n|---|--:|\n| 2023 | **8.5** |\n\nafter")
    assert '<th> Year </th><th class="at-end"> Sales </th>' in html
    assert '<td> 2023 </td><td class="at-end"> <strong>8.5</strong> </td>' in html
    assert html.endswith('<p dir="auto">after</p>')


def test_code_that_is_still_being_written_is_shown_so_far() -> None:
    code = '<pre dir="ltr" tabindex="0"><code>{}</code></pre>'
    assert shown("```python\nx = [1]\n") == code.format("x = [1]\n")
    assert shown("```\nx\n```\nend") == code.format("x") + '\n<p dir="auto">end</p>'


def test_a_number_in_brackets_becomes_a_tile_only_where_it_names_a_passage() -> None:
    html = shown("It fell [1], they say [7].", CitationMark(1, 8, 11))
    assert html.count("<button") == 1
    assert 'data-n="1"' in html
    assert "they say [7]." in html


def test_two_numbers_in_one_bracket_give_two_tiles() -> None:
    html = shown("So [1, 2].", CitationMark(1, 3, 9), CitationMark(2, 3, 9))
    assert re.findall(r'data-n="(\d)"', html) == ["1", "2"]
    assert "[1, 2]" not in html


def test_an_unsupported_sentence_is_marked_from_its_first_letter_to_its_last() -> None:
    text = "It is **so**. It is *not* so."
    support = (
        SentenceSupport("It is **so**.", 0, 13, 0.9, 1),
        SentenceSupport("It is *not* so.", 14, 29, 0.1, None),
    )
    assert shown(text, support=support) == (
        '<p dir="auto">It is <strong>so</strong>. '
        '<span class="unsupported" title="Not found in the documents">It is <em>not</em> so.'
        '<span class="sr"> (not found in the documents)</span></span></p>'
    )


def test_support_that_ends_within_bold_words_leaves_whole_tags() -> None:
    support = (SentenceSupport("**One.", 0, 6, 0.5, 1),)
    assert shown("**One. Two.**", support=support) == (
        '<p dir="auto"><span class="partly" title="Partly found in the documents">'
        "<strong>One.</strong>"
        "</span><strong> Two.</strong></p>"
    )


def test_links_show_their_address_and_cannot_be_clicked_and_pictures_are_left_out() -> None:
    html = shown("See [the site](https://evil.example/?q=1) ![chart](https://evil.example/p.png)")
    assert "the site <span" in html
    assert "(https://evil.example/?q=1)" in html
    assert "(a picture, not shown: chart)" in html
    assert not re.search(r"<(a|img)\b|href|src=", html)


def test_html_is_text() -> None:
    html = shown('<img src=x onerror="alert(1)"> <script>alert(2)</script>')
    assert html == (
        '<p dir="auto">&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &lt;script&gt;alert(2)'
        "&lt;/script&gt;</p>"
    )


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert {name for name, _ in attrs} <= HARMLESS_ATTRIBUTES
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


pieces = st.sampled_from(
    ["**", "*", "`", "```", "\n", "\n\n", "- ", "1. ", "> ", "# ", "|", "|---|---|", "[", "](", ")",
     "!", "\\", "<b>", "</p>", "&amp;", "[1]", "word", "two words. ", "http://x.example", "---",
     "$", "$$", "\\(", "\\)", "\\[", "\\]",
     "\\frac", "{", "}", "^", "x", "\\text{", "\\href{javascript:x}{", "&#60;b&#62;"]
)  # fmt: skip


@given(st.lists(pieces | st.text(max_size=6), max_size=25), st.data())
def test_whatever_is_said_only_harmless_tags_come_out_and_they_close(
    said: list[str], data: st.DataObject
) -> None:
    text = "".join(said)
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
    support = tuple(
        SentenceSupport(text[a:b], a, b, data.draw(st.floats(0, 1)), None)
        for a, b in pairwise(places)
        if b > a
    )
    marks = [CitationMark(1, m.start(), m.end()) for m in re.finditer(r"\[1\]", text)]
    reader = _Tags()
    html = shown(text, *marks, support=support)
    reader.feed(html)
    reader.close()
    assert reader.open == []
    letters = re.sub(r"\W|_|http", "", text)
    if (
        letters.isascii()
        and "[1]" not in text
        and not re.search(r"```|\$|\\", text)
        and not re.search(r"^\s*(\d|~|#)", text, re.M)
    ):
        kept = re.sub(r"\W|_|http", "", "".join(reader.words))
        assert set(letters) <= set(kept)


def test_columns_stand_as_the_tables_rule_says_and_empty_cells_keep_their_place() -> None:
    html = shown("|a|b|c|\n|:--|:-:|--:|\n|1||3|\n|x\\|y|2|")
    assert '<th>a</th><th class="at-middle">b</th><th class="at-end">c</th>' in html
    assert '<td>1</td><td class="at-middle"></td><td class="at-end">3</td>' in html
    assert "<td>x|y</td>" in html


def test_formulas_are_drawn_in_a_line_and_on_lines_of_their_own() -> None:
    html = shown("So \\(E = mc^2\\):\n$$\n\\frac{a}{b}\n$$\nand $x_1$.")
    assert re.findall(r'display="(\w+)" alttext="([^"]+)"', html) == [
        ("inline", "E = mc^2"), ("block", "\\frac{a}{b}"), ("inline", "x_1"),
    ]  # fmt: skip
    assert '<div class="formula" tabindex="0"><math' in html
    assert html.startswith('<p dir="auto">So <math')


def test_money_and_what_is_still_being_written_stay_words() -> None:
    for text in (
        "From $8.5 billion to $10.7 billion.", "(US$)5 or (A$)5", "\\(x^2", "$$ x^2", "US$ and A$.",
    ):  # fmt: skip
        assert shown(text) == f'<p dir="auto">{text}</p>'
    assert shown("It cost \\$5_000.") == '<p dir="auto">It cost $5_000.</p>'


def test_each_block_has_the_direction_of_its_own_words() -> None:
    html = shown("مرحبا\n\n- واحد\n\n```\nx = 1\n```")
    assert re.findall(r'<(\w+) dir="(\w+)"', html) == [
        ("p", "auto"),
        ("ul", "auto"),
        ("pre", "ltr"),
    ]
