"""Many people's preferences at once, with their events, touches and vectors, as if each had been said in chat.

The users' preferences are interleaved, since in life too those of one person lie scattered among those of all others.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import islice, product
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Engine, Table

from memory import journal, table
from memory.database import new_id
from memory.model import Polarity, Statement
from memory.placing import Place
from memory.things import searched_text, thing_key
from memory.transitions import new_preference
from memory.vectors import VECTOR_SPACE, passage_of

EACH = 50
"""What an ordinary user holds."""
BATCH = 20_000
LOADED: tuple[Table, ...] = (table.preferences, table.events, table.touches, table.vectors)
TRAITS = (
    "清淡的 麻辣的 安静的 热闹的 便宜的 手工做的 老式的 进口的 家乡的 深色的 浅色的 大份的 小众的 刚上市的 "
    "冬天的 夏天的 雨后的 清晨的 深夜的 海边的 山里的 城里的 乡下的 四川的 广东的 云南的 北京的 上海的 日本的 "
    "法国的 意大利的 印度的 墨西哥的 泰国的 北欧的 八十年代的 九十年代的 现代的 古典的 传统的 新派的 慢节奏的 "
    "快节奏的 适合孩子的 适合老人的 一个人的 和朋友一起的 不加糖的 无酒精的 有机的 限量的 二手的 轻便的 "
    "结实的 柔软的 复杂的 简单的 免费的 出名的 冷门的 短途的 长途的 周末的 假期的 户外的 室内的 黑白的 彩色的 "
    "会员的 带插图的 带字幕的 原声的 现场的 重口味的 半熟的 全麦的 低脂的 烟熏的 油炸的 "
)
THINGS = (
    "火锅 面条 米饭 饺子 奶茶 咖啡 绿茶 啤酒 葡萄酒 蛋糕 巧克力 冰淇淋 水果 海鲜 牛肉 羊肉 豆腐 蘑菇 面包 "
    "早餐 夜宵 火车旅行 徒步 露营 骑车 游泳 跑步 瑜伽 足球赛 篮球赛 网球 滑雪 钓鱼 园艺 摄影 书法 国画 油画 "
    "雕塑 建筑 博物馆 图书馆 科幻小说 侦探小说 诗集 漫画 纪录片 动作片 喜剧 恐怖片 动画片 爵士乐 摇滚 民谣 "
    "交响乐 歌剧 电子音乐 钢琴曲 吉他曲 舞蹈 猫咖 狗 鹦鹉 金鱼 多肉植物 桌游 电子游戏 拼图 模型 手表 背包 "
    "球鞋 毛衣 香水 耳机 键盘 相机 酒店 民宿 集市 "
)
"""Joined, they name more things than any user holds."""
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT_IN_SQLITE = MOMENT.strftime("%Y-%m-%d %H:%M:%S.%f")

Row = tuple[Any, ...]
Load = Callable[[Table, Sequence[Row]], None]


@cache
def names() -> tuple[str, ...]:
    """Thousands of names, each of another thing."""
    every = ("".join(parts) for parts in product(["", *TRAITS.split()], THINGS.split()))
    return tuple({thing_key(name): name for name in every}.values())


def held(user: int, place: int) -> tuple[str, Polarity]:
    """What the user holds in this place, and which way."""
    name = names()[(37 * user + 131 * place) % len(names())]
    return name, "like" if (user + place) % 3 else "dislike"


def user_id(user: int) -> str:
    return f"user-{user:06}"


def seed(engine: Engine, model: str, dimensions: int, users: int, large: int) -> None:
    """`users` with 50 preferences each and one more, the last, with `large`. The tables must be empty."""
    places = ((user, place) for place in range(large) for user in _holders(users, place))
    random = np.random.default_rng(11)
    with _loading(engine) as load:
        while batch := list(islice(places, BATCH)):
            vectors = random.standard_normal((len(batch), dimensions), dtype=np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            rows = [_rows(model, *place, vector) for place, vector in zip(batch, vectors, strict=True)]
            for at, into in enumerate(LOADED):
                load(into, [row[at] for row in rows])
        load(table.facts, [(VECTOR_SPACE, model)])


def _holders(users: int, place: int) -> range:
    return range(users + 1) if place < EACH else range(users, users + 1)


def _rows(model: str, user: int, place: int, vector: NDArray[np.float32]) -> tuple[Row, ...]:
    """One preference's rows, a table of `LOADED` each."""
    name, polarity = held(user, place)
    said = Statement(name, polarity, quote=_quote(name), message_id=new_id("msg"))
    place_of = Place(thing_key(name), "")
    preference = new_preference(new_id("pref"), user_id(user), said, place_of, MOMENT)
    snapshot = journal._snapshot(preference)
    fields = {field: getattr(preference, field) for field in type(preference).__dataclass_fields__}
    event = {
        "id": new_id("evt"),
        "user_id": preference.user_id,
        "number": place + 1,
        "preference_id": preference.id,
        "action": "add",
        "reason": "new",
        "thing_key": preference.thing_key,
        "condition_key": "",
        "message_id": preference.message_id,
        "at": MOMENT,
        "undoes": None,
        "undone_by": None,
        "before": "[null]",
        "after": json.dumps([snapshot]),
        "said": name,
    }
    return (
        _in_order(table.preferences, fields | {"name_key": thing_key(name), "searched": _searched(name)}),
        _in_order(table.events, event),
        (preference.id, place + 1, event["id"]),
        (preference.id, model, passage_of(name, None), vector.tobytes()),
    )


def _quote(name: str) -> str:
    return f"说起来我一直觉得{name}挺有意思"


@cache
def _searched(name: str) -> str:
    return searched_text(name, _quote(name))


def _in_order(of: Table, values: dict[str, Any]) -> Row:
    return tuple(values[column.name] for column in of.columns)


def _loading(engine: Engine) -> Any:
    return _loading_postgres(engine) if engine.dialect.name == "postgresql" else _loading_sqlite(engine)


@contextmanager
def _loading_sqlite(engine: Engine) -> Iterator[Load]:
    """Without waiting for the disk, and with the indexes made at the end, which takes a fraction of the time."""
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        indexes = found.fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")

        def load(into: Table, rows: Sequence[Row]) -> None:
            connection.execute("BEGIN")
            places = ", ".join("?" * len(into.columns))
            stored = ([MOMENT_IN_SQLITE if value is MOMENT else value for value in row] for row in rows)
            connection.executemany(f"INSERT INTO {into.name} VALUES ({places})", stored)
            connection.execute("COMMIT")

        yield load
        for _, statement in indexes:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _loading_postgres(engine: Engine) -> Iterator[Load]:
    """By COPY and without checking foreign keys row by row; then what autovacuum does in its time is done at once."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        found = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint) AND tablename LIKE 'preference%'"
        )
        indexes = found.fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}".encode())

        def load(into: Table, rows: Sequence[Row]) -> None:
            columns = ", ".join(f'"{column.name}"' for column in into.columns)
            with connection.cursor().copy(f"COPY {into.name} ({columns}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)

        yield load
        for _, statement in indexes:
            connection.execute(str(statement).encode())
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
