"""What the real PDFs beside the checkout must come to."""

from __future__ import annotations

from pathlib import Path

from indexer import Status

PDFS = Path(__file__).parents[2].parent / "shared" / "pdfs"

STATUSES = {
    "article-tam-review.pdf": Status.INDEXED,
    "book-free-culture.pdf": Status.INDEXED,
    "book-geotopo-german.pdf": Status.INDEXED,
    "damaged-hello-world.pdf": Status.INDEXED,
    "damaged-page-labels.pdf": Status.INDEXED,
    "encrypted-empty.pdf": Status.NO_TEXT,  # opens by itself; its one page is blank
    "encrypted-openpassword.pdf": Status.ENCRYPTED,
    "form-160f.pdf": Status.INDEXED,
    "hostile-bomb-giant.pdf": Status.INDEXED,
    "hostile-content-cycle.pdf": Status.INDEXED,
    "hostile-fuzzed-1.pdf": Status.NO_TEXT,
    "hostile-fuzzed-2.pdf": Status.NO_TEXT,
    "hostile-pages-tree-cycle.pdf": Status.INDEXED,
    "report-3m-2018.pdf": Status.INDEXED,
    "report-nike-2023.pdf": Status.INDEXED,
    "scanned-one-page.pdf": Status.NO_TEXT,
    "scanned-photo.pdf": Status.NO_TEXT,
    "text-arabic.pdf": Status.INDEXED,
    "text-four-pages.pdf": Status.INDEXED,
    "text-ligatures.pdf": Status.INDEXED,
    "text-multicolumn.pdf": Status.INDEXED,
    "text-outline.pdf": Status.INDEXED,
    "text-rotated.pdf": Status.INDEXED,
}
"""Of reading each; INDEXED: its text, or some of it, was read."""

ADDED = STATUSES | {
    "article-tam-review.pdf": Status.PARTIAL,  # 21 pages garbled: fonts without letters
    "book-free-culture.pdf": Status.PARTIAL,  # one page is blank
    "hostile-pages-tree-cycle.pdf": Status.PARTIAL,  # one of two pages is
}
"""Of adding each to a library."""


def most_seconds(pages: int) -> float:
    """What the reading of a file of so many pages may take."""
    return 60 + 0.5 * pages
