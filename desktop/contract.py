"""The JSON shapes of the command line: fields may be added, none is ever renamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from desktop.types import Answer, Cited, Retrieved
from indexer import Collection, Document, FileReport, Hit, SearchResult

Json = dict[str, Any]


def added(reports: Sequence[FileReport], seconds: float) -> Json:
    """What `add` prints."""
    return {"files": [_file(report) for report in reports], "seconds": round(seconds, 3)}


def listed(documents: Iterable[Document]) -> Json:
    """What `documents` prints."""
    return {"documents": [document_shape(document) for document in documents]}


def document_shape(document: Document) -> Json:
    """One document."""
    return {
        "document_id": document.document_id,
        "document": document.name,
        "path": str(document.path),
        "sha256": document.sha256,
        "status": document.status.value,
        "pages": document.pages,
        "pages_without_text": document.pages_without_text,
        "passages": document.passages,
        "added": document.added,
        "file_bytes": document.file_bytes,
        "copy_bytes": document.copy_bytes,
        "pages_with_hidden_text": document.pages_with_hidden_text,
    }


def collection_shape(collection: Collection) -> Json:
    """One collection."""
    return {"name": collection.name, "documents": list(collection.documents)}


def found(result: SearchResult) -> Json:
    """What `search` prints."""
    times = result.milliseconds
    return {
        "question": result.question,
        "confidence": round(result.confidence, 3),
        "milliseconds": {
            "embed": round(times.embed, 2),
            "dense": round(times.dense, 2),
            "keyword": round(times.keyword, 2),
            "fuse": round(times.fuse, 2),
            "total": round(times.total, 2),
            "rerank": round(times.rerank, 2),
        },
        "passages": [_passage(hit) for hit in result.hits],
    }


def asked(question: str, retrieved: Retrieved | None, answers: Iterable[Answer]) -> Json:
    """What `ask` prints."""
    passages = retrieved.passages if retrieved else ()
    return {
        "question": question,
        "passages": [_cited(cited) for cited in passages],
        "note": retrieved.note if retrieved else "",
        "answers": {answer.mode.value: answer_shape(answer) for answer in answers},
    }


def answered(retrieved: Retrieved | None, answer: Answer) -> Json:
    """One answer with the passages that it was given."""
    passages = retrieved.passages if retrieved else ()
    return {
        "mode": answer.mode.value,
        "passages": [_cited(cited) for cited in passages],
        "note": retrieved.note if retrieved else "",
        **answer_shape(answer),
    }


def _file(report: FileReport) -> Json:
    return {
        "path": str(report.path),
        "status": report.status.value,
        "document_id": report.document_id,
        "pages": report.pages,
        "pages_without_text": report.pages_without_text,
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
        "message": report.message,
    }


def _passage(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "document": passage.document,
        "page": passage.page,
        "page_label": passage.page_label,
        "last_page": passage.last_page,
        "start": passage.start,
        "end": passage.end,
        "section": passage.section,
        "text": passage.text,
        "score": round(hit.score, 6),
        "dense_rank": hit.dense_rank,
        "keyword_rank": hit.keyword_rank,
        "rerank_score": hit.rerank_score,
    }


def _cited(cited: Cited) -> Json:
    joined = [asdict(part) for part in cited.joined]
    return {"n": cited.n, **_passage(cited.hit), "joined": joined}


def answer_shape(answer: Answer) -> Json:
    """One answer."""
    stats = answer.stats
    return {
        "text": answer.text,
        "thought": answer.thought,
        "citations": [
            {
                "n": citation.n,
                "document_id": citation.document_id,
                "document": citation.document,
                "page": citation.page,
                "page_label": citation.page_label,
            }
            for citation in answer.citations
        ],
        "support": [
            {"sentence": each.sentence, "score": each.score, "n": each.n} for each in answer.support
        ],
        "stop": answer.stop.value,
        "error": answer.error,
        "stats": {
            "prompt_tokens": stats.prompt_tokens,
            "reused_tokens": stats.reused_tokens,
            "generated_tokens": stats.generated_tokens,
            "first_token_ms": round(stats.first_token_ms, 1),
            "tokens_per_second": round(stats.tokens_per_second, 1),
            "seed": stats.seed,
        },
    }
