"""/healthz says whether the process lives; /readyz whether it can do its work, and what to do where it cannot."""

from pathlib import Path

from service.llm.scripted import ScriptedLanguageModel
from tests.service.running import InProcess, Served, on_both_databases
from tests.service.waiting import until


def test_a_living_process_says_so(service: InProcess) -> None:
    response = service.client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@on_both_databases
def test_a_ready_service_tells_how_each_part_is(service: InProcess) -> None:
    service.chat("我喜欢下雨天")

    def followed() -> bool:
        return bool(service.client.get("/readyz").json()["memory"]["index"] == "ok")

    until(followed, "the index had followed")
    response = service.client.get("/readyz")
    assert response.status_code == 200
    body = response.json()
    assert body["ready"] is True
    assert body["language_model"] == {"model": "scripted", "detail": None}
    assert body["memory"]["reindex_needed"] is False
    assert body["memory"]["configured_model"] == body["memory"]["stored_model"]


def test_without_a_model_it_is_ready_and_names_the_settings(serve: Served) -> None:
    body = serve.without_model().client.get("/readyz").json()
    assert body["ready"] is True
    assert body["language_model"]["model"] is None
    assert "OPENAI_API_KEY" in body["language_model"]["detail"]


def test_a_models_notice_is_told(serve: Served) -> None:
    service = serve(ScriptedLanguageModel([], notice="演示模型"))
    assert service.client.get("/readyz").json()["language_model"]["detail"] == "演示模型"


def test_without_its_database_it_is_not_ready_and_says_why(service: InProcess, tmp_path: Path) -> None:
    service.parts.turns.engine.dispose()
    for file in tmp_path.glob("jide.db*"):
        file.unlink()
    (tmp_path / "jide.db").mkdir()
    response = service.client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (503, False)
    assert "database" in response.json()["memory"]["detail"]
    refused = service.client.post("/api/v1/chat", json={"message": "我喜欢什么？"})
    assert refused.json() == refused.json() | {"error": "StoreUnavailable"}
    assert refused.status_code == 503
    (tmp_path / "jide.db").rmdir()
