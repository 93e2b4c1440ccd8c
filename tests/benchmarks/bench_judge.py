"""What it costs to judge whether an answer is cut: `python -m tests.benchmarks.bench_judge`, on one core.

Answers of 4,000 characters, each judged at many lengths near that, in time of the processor. It fails where the median
of a kind is over 2 ms.
"""

import sys
from statistics import median
from time import thread_time

from threadpoolctl import threadpool_limits

from service.continuation.truncation import judge
from service.llm.port import Finished

CHARACTERS, TIMES, MOST_MILLISECONDS = 4000, 200, 2.0
ENDED = Finished("stop", "done", "m", {"input": 7, "output": 900})

KINDS = {
    "Chinese": "周末可以先去美术馆看（达芬奇的）手稿展，然后在公园里走走，累了就找一家小店喝杯热茶。\n\n",
    "English": "You could visit the museum first (it is quiet in the morning), and then walk through the park nearby. ",
    "a list": "五个建议：\n\n1. **早起**：先去公园走走。\n2. **看展**：周末开到很晚。\n- 带上`相机`，光线很美。\n\n",
    "code": "```python\ndef walk(park: str) -> list[str]:\n    return [park + '3']\n```\n\n然后运行它。\n",
    "a table": "| 日子 | 上午 | 下午 |\n|---|---|---|\n| 周六 | 美术馆（早到） | 喝茶 |\n| 周日 | 爬山 | 泡温泉 |\n",
    "JSON": '{"周六": ["美术馆", "喝茶"], "周日": {"上午": "爬山", "下午": null}, "n": 12.5}, ',
    "open code": "def walk(park):\n    return [park for n in range(3)]\n\n",
}
OPENING = {"JSON": "[", "open code": "```python\n"}


def main() -> int:
    worst = 0.0
    for name, piece in KINDS.items():
        text = OPENING.get(name, "") + piece * (CHARACTERS // len(piece) + 1)
        times = []
        for number in range(TIMES):
            begun = thread_time()
            judge(text[: CHARACTERS - number], ENDED, 1024)
            times.append(1e3 * (thread_time() - begun))
        worst = max(worst, median(times))
        sys.stdout.write(f"{name:12} median {median(times):.2f} ms, longest {max(times):.2f} ms\n")
    sys.stdout.write(f"the slowest kind: {worst:.2f} ms (limit {MOST_MILLISECONDS} ms)\n")
    return int(worst > MOST_MILLISECONDS)


if __name__ == "__main__":
    with threadpool_limits(1):
        judge("好的，我们周末", ENDED)  # loads the detector
        sys.exit(main())
