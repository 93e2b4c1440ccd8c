"""Which bad cases are the same in all that matters: the same question, model, parameters and verdict.

The same question is told by its words, folded; and by its meaning, through Chroma. Meaning groups only what is very
near: 怎么煮红烧肉 and 红烧肉的做法 have cosine 0.98, 写一首秋天的诗 and 写一首春天的诗 0.93. A group is for
reading and counting, and nothing is decided by it.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass

from memory.errors import EmbedderUnavailable, IndexUnavailable
from memory.index import ChromaIndex
from memory.ports import Embedder
from service.continuation.segment import Segment
from service.llm.port import CompletionRequest

ALIKE = 0.97
"""Cosine of two questions from which on they count as one: it parts most that are one from all that are not."""
NEAR = 0.94
CANDIDATES = 20


def question(request: CompletionRequest) -> str:
    """What was asked: the last words of the user."""
    return next((message.content for message in reversed(request.messages) if message.role == "user"), "")


def fingerprint(cut: Segment) -> str:
    """Equal for cases of the same question, model, parameters and verdict, whatever spaces and marks it has."""
    told = [folded(question(cut.request)), *conditions(cut)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def folded(asked: str) -> str:
    """The words of a question, whatever spaces and marks it has; the marks where it is made of nothing else."""
    plain = unicodedata.normalize("NFKC", asked).casefold()
    return "".join(character for character in plain if character.isalnum()) or plain


def conditions(cut: Segment) -> tuple[str, ...]:
    """What must be the same beside the question."""
    model = str(cut.payload.get("model") or cut.finished.model)
    return (model, json.dumps(cut.params, sort_keys=True), cut.judgement.verdict)


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of bad cases, found by meaning. Derived: where it cannot be used, nothing is near to anything."""

    index: ChromaIndex
    embedder: Embedder

    def add(self, case_id: str, asked: str) -> None:
        try:
            self.index.upsert(self.embedder.model, [case_id], self.embedder.embed_queries([asked]))
        except (IndexUnavailable, EmbedderUnavailable):
            return

    def near(self, asked: str) -> list[tuple[str, float]]:
        """Ids of cases whose question is near, with their cosine, nearest first; some may be no more."""
        try:
            (vector,) = self.embedder.embed_queries([asked])
            found = self.index.nearest(self.embedder.model, vector, CANDIDATES)
        except (IndexUnavailable, EmbedderUnavailable):
            return []
        return [(case_id, cosine) for case_id, cosine in found if cosine >= NEAR]

    def remove(self, case_ids: list[str]) -> None:
        try:
            self.index.delete(self.embedder.model, case_ids)
        except IndexUnavailable:
            return

    def close(self) -> None:
        self.index.close()

    def clear(self) -> None:
        self.index.clear(self.embedder.model)
