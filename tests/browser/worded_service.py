"""The service with a vocabulary of a few words, so that tests need not know what the real one knows.

python -m tests.browser.worded_service --port PORT
"""

import sys
from dataclasses import replace

import uvicorn

from memory.store import Memory
from service.app import create_app
from service.assembly import Parts, assembled
from service.feedback.correcting import Corrections
from service.forgetting import Forgetting
from service.settings import Settings
from tests.memory.fakes import ListIndex, WordEmbedder, Words

WORDS = Words(
    "番薯 地瓜 红薯",
    unsure=("椰汁 椰奶", "泡面 方便面", "芝士 干酪", "橙汁 橙子汁", "足球赛 足球比赛"),
)


def worded(parts: Parts) -> Parts:
    memory = Memory(parts.turns.engine, ListIndex(), WordEmbedder(), naming=WORDS)
    corrections = Corrections(parts.conversation.reader, memory, parts.turns, parts.corrections.store)
    conversation = replace(parts.conversation, memory=memory)
    return replace(
        parts, memory=memory, conversation=conversation, corrections=corrections, forgetting=Forgetting(memory)
    )


def main(port: int) -> None:
    with assembled(Settings()) as parts:
        uvicorn.run(create_app(worded(parts), "127.0.0.1"), host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(int(sys.argv[-1]))
