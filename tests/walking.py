"""A walk over a handful of documents."""

from collections.abc import Sequence

from builders import (
    WrittenOnce,
    document,
    request,
    silence,
)

from agents.base import Ask
from brief.amendments.steering import Steer
from brief.pipeline.graph import GraphResult, walk
from brief.runs.steps import MemorySteps
from schemas.retrieval import Document

CORPUS = (
    document(
        "OpenAI发布大模型新版本",
        "上下文窗口达100万token，推理价格下降一半。这意味着行业竞争将进一步加剧。",
        host="a.example",
    ),
    document("OpenAI推出大模型新版本，上下文100万", "上下文窗口达100万token，价格下降一半。", host="b.example", hour=5),
    document(
        "某厂建成储能电站并接入电网",
        "规模为100兆瓦/200兆瓦时，采用构网型变流器。分析人士预计，储能项目投产将使当地电价低于周边各省，并可能加剧火电的竞争。",
        host="c.example",
    ),
    document(
        "储能电站试用稳定币结算电费",
        "稳定币结算的到账时间由5天缩至90秒，费率0.05%。业内认为，稳定币结算有望让储能回款更快。",
        host="d.example",
        day=8,
    ),
    document(
        "稳定币机构完成3亿元融资",
        "领投方出资1.2亿元，估值达20亿元。公司表示，融资将用于推动跨境支付扩张。",
        host="e.example",
        day=9,
    ),
    document(
        "OpenAI自建数据中心今日动工",
        "规模为300兆瓦，采用液冷架构。机构预计，自建数据中心可能使OpenAI的推理成本低于同行，并加剧行业的价格竞争。",
        host="f.example",
        day=10,
    ),
    document("某地举办美食节活动今日开幕", "现场有100家商户参加。", host="g.example"),
    document("没有日期的储能消息一则", published_at=None),
)


def walked(
    ask: Ask,
    documents: Sequence[Document] = CORPUS,
    steps: MemorySteps | None = None,
    max_revisions: int = 2,
    steer: Steer | None = None,
) -> GraphResult:
    return walk(
        request(), documents, ask, steps if steps is not None else WrittenOnce(), silence(), max_revisions, steer
    )
