"""GET /healthz: is the process alive. GET /readyz: can it do its work, part by part, and what to do where it cannot."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from memory.store import Memory
from service.errors import NO_MODEL
from service.llm.port import LanguageModel


def routes(memory: Memory, model: LanguageModel | None) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def ready() -> JSONResponse:
        """503 only where messages cannot be kept: without Chroma or a model the service still answers what it can."""
        health = memory.health()
        parts: dict[str, Any] = {
            "memory": asdict(health),
            "language_model": {"model": model.name if model else None, "detail": _about(model)},
        }
        return JSONResponse({"ready": health.store, **parts}, 200 if health.store else 503)

    return router


def _about(model: LanguageModel | None) -> str | None:
    return NO_MODEL if model is None else model.notice
