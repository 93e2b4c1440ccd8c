"""How servers of the OpenAI protocol are asked to go on with an answer that was begun: each has its own words for it.

The protocol itself has none, and OpenAI's own server knows no way. DeepSeek: chat prefix completion, on its beta
address. Kimi and DashScope: partial mode. Mistral: prefix. vLLM, SGLang and llama.cpp: `continue_final_message`, as
each project's documentation of its chat completions has it. Whose server answers at an address is told by the address,
else by who owns its models as GET /models lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

PROBE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """Fields of the answer that was begun, which stands last, and of the request; and the path it is asked at."""

    message: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    base_path: str | None = None


CONTINUES = Dialect(body={"continue_final_message": True, "add_generation_prompt": False})
HOSTS = {
    "api.deepseek.com": Dialect(message={"prefix": True}, base_path="/beta"),
    "api.moonshot.cn": Dialect(message={"partial": True}),
    "api.moonshot.ai": Dialect(message={"partial": True}),
    "dashscope.aliyuncs.com": Dialect(message={"partial": True}),
    "dashscope-intl.aliyuncs.com": Dialect(message={"partial": True}),
    "api.mistral.ai": Dialect(message={"prefix": True}),
    "api.openai.com": None,
}
OWNERS = {"vllm": CONTINUES, "sglang": CONTINUES, "llamacpp": CONTINUES}


def of_host(base_url: str) -> tuple[bool, Dialect | None]:
    """Whether the address alone tells whose server it is, and then its dialect, None where it has none."""
    host = httpx2.URL(base_url).host
    return host in HOSTS, HOSTS.get(host)


async def probed(base_url: str, key: str | None) -> Dialect | None:
    """The dialect of the server, by who owns its models; None where that tells none, or it does not say."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx2.AsyncClient(timeout=PROBE_SECONDS) as client:
            answer = await client.get(f"{base_url.rstrip('/')}/models", headers=headers)
            listed = answer.raise_for_status().json()["data"]
            owners = [str(each.get("owned_by", "")).lower() for each in listed]
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError, AttributeError):
        return None
    return next((OWNERS[owner] for owner in owners if owner in OWNERS), None)
