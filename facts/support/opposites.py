"""Words that go opposite ways, by axis; words that deny; verbs with two parties."""

import re


def _words(listed: str) -> re.Pattern[str]:
    """Chinese words anywhere, Latin ones whole; _ stands for a space, and what follows ! must not follow the word."""
    parts = []
    for word in listed.replace("\n", " ").split():
        written, _, forbidden = word.partition("!")
        latin = written.isascii()
        stem = re.escape(written.replace("_", " "))
        parts.append((rf"\b{stem}\b" if latin else stem) + (f"(?![{forbidden}])" if forbidden else ""))
    return re.compile("|".join(parts), re.IGNORECASE)


AXES: dict[str, dict[int, re.Pattern[str]]] = {
    axis: {1: _words(plus), -1: _words(minus)}
    for axis, plus, minus in (
        (
            "change",
            """增长 增加 上涨 上升 提升 提高 上调 攀升 飙升 飙涨 暴涨 大涨 激增 猛增 大增 走高 走强 反弹 回升 高开 收涨 涨超 涨逾 涨近 涨幅 升至 涨至
            增至 增幅 净增 多增 升值 涨价 提价 加息 增产 扩产 上浮 上行 扩张 加速 新高 调高 升破 涨破 同比增 环比增 同比涨 上扬
            rise rises rose risen rising grow grows grew grown growing growth increase increases increased increasing jump
            jumps jumped gain gains gained climb climbs climbed surge surges surged soar soars soared higher raise raises
            raised boost boosts boosted expand expands expanded up""",
            """下降 下跌 减少 降低 下滑 下调 回落 暴跌 大跌 骤降 锐减 大降 走低 走弱 低开 收跌 跌超 跌逾 跌近 跌幅 降至 跌至 减至 降幅 净减 少增 贬值
            降价 降息 减产 下浮 下行 萎缩 收缩 放缓 新低 调低 跌破 同比降 环比降 同比跌 缩减 下挫 重挫 缩水 削减
            fall falls fell fallen falling decline declines declined declining decrease decreases decreased drop drops
            dropped dropping slip slips slipped slide slides slid lower plunge plunges plunged tumble tumbles tumbled shrink
            shrinks shrank slash slashes slashed cut cuts reduce reduces reduced down""",
        ),
        ("spread", "扩大 扩围 放大 扩容 widen widens widened", "缩小 收窄 缩窄 narrow narrows narrowed"),
        ("supply", "充足 充裕 充沛", "不足 短缺 紧缺 匮乏"),
        ("presence", "参与 参加 加入 入局", "退出 撤出 离场"),
        ("pace", "加快 提速 faster", "放缓 减速 减慢 放慢 slower"),
        (
            "trade",
            "买入 购入 增持 净买入 净流入 买进 加仓 做多 看多 扫货 buy buys bought buying purchase purchases purchased",
            "卖出 出售 抛售 减持 净卖出 净流出 减仓 清仓 做空 看空 变卖 sell sells sold selling divest divests divested",
        ),
        (
            "result",
            "盈利!预 净利润 利润 净利 获利 扭亏 profit profits profitable",
            "亏损 净亏 由盈转亏 巨亏 loss losses loss-making",
        ),
        (
            "course",
            "启动 恢复 重启 开始 继续 推进 复产 复工 复航 resume resumes resumed restart restarts restarted start starts started begins",
            "暂停 停止 中止 终止 取消 搁置 叫停 停产 停工 停航 停运 中断 suspend suspends suspended halt halts halted cancel cancels "
            "cancelled canceled stop stops stopped pause pauses paused scrap scraps scrapped",
        ),
        (
            "will",
            "批准 同意 通过!率 获批 支持 接受 允许 放行 解除 准许 赞成 解禁 approve approves approved accept accepts accepted "
            "allow allows allowed support supports supported agrees agreed lift lifts lifted",
            "否决 拒绝 反对 驳回 禁止 阻止 抵制 不予 封杀 reject rejects rejected oppose opposes opposed ban bans banned block "
            "blocks blocked veto vetoes vetoed refuse refuses refused",
        ),
        (
            "place",
            "加入 入选 纳入 上线 开放 开启 开通 开业 重返 join joins joined enter enters entered opens opened",
            "退出 撤出 剔除 下线 下架 关闭 关停 封锁 关门 倒闭 leave leaves left quit quits exit exits exited withdraw withdraws "
            "withdrew closes closed shut shuts",
        ),
        (
            "grip",
            "放宽 放松 宽松 松绑 ease eases eased loosen loosens loosened",
            "收紧 从紧 趋紧 tighten tightens tightened",
        ),
        ("match", "胜诉 获胜 战胜 赢得 win wins won", "败诉 落败 惨败 输给 lose loses lost"),
        (
            "staff",
            "招聘 扩招 增聘 hire hires hired hiring",
            "裁员 裁减 解雇 fire fires fired layoffs lays_off laid_off",
        ),
        (
            "rank",
            "高于 超过 超出 多于 优于 领先 好于 大于 超预期 快于 强于 above exceed exceeds exceeded beat beats",
            "低于 不及 少于 逊于 落后 差于 小于 不足 慢于 弱于 below miss misses missed lag lags lagged trails",
        ),
        (
            "when",
            "提前 ahead_of_schedule",
            "推迟 延期 延后 延迟 押后 delay delays delayed postpone postpones postponed",
        ),
        (
            "word",
            "证实 确认 承认 confirm confirms confirmed admits admitted",
            "否认 驳斥 辟谣 deny denies denied refute refutes",
        ),
        ("border", "进口 import imports imported", "出口 export exports exported"),
        ("balance", "顺差 盈余 surplus", "逆差 赤字 deficit"),
        ("supply", "供不应求 短缺 紧缺 供应紧张 shortage", "供过于求 过剩 oversupply glut"),
        ("grade", "上调评级 升级 upgrade upgrades upgraded", "下调评级 降级 downgrade downgrades downgraded"),
        ("mood", "乐观 利好 看好 optimistic bullish", "悲观 利空 看淡 pessimistic bearish"),
        ("odds", "有利于 受益 benefit benefits", "不利于 受损 拖累 hurt hurts"),
    )
}
AXES["age"] = {1: re.compile(r"(?<!未)成年|\badults?\b"), -1: re.compile(r"未成年|\bminors?\b")}
"""Axis -> side (1 or -1) -> its words."""

_NOT = (
    r"不(?![断仅少过同止久错变但乏锈论管限良足超低高等得到至及如妨料善平亚菲朽凡菌失吝遗])(?!动产|可抗|定期|间断|法|锈钢|确定|稳定|透明|对称|平衡|景气)"
    r"|未(?![来央知婚])(?!成年|名湖)|没有|没能|并非|绝非|尚无|暂无|并无|从无|无法|无意|无需|无望|难以|否认|拒绝|拒不|否决|取消|放弃|拒收|未获"
    r"|\bnot\b|n't\b|n’t\b|\bnever\b|\bno longer\b|\bwithout\b|\bdeny\b|\bden(?:ies|ied)\b|\brefus(?:e|es|ed)\b"
    r"|\breject(?:s|ed)?\b|\bcancel(?:s|led|ed)?\b|\bfail(?:s|ed)? to\b|\bno plans?\b|\bruled? out\b"
)
_MORE = r"|停止|暂停|终止|中止|叫停|推迟|延期|搁置|禁止|反对|落空|失败|缺席|空缺|停产|\bhalt|\bsuspend|\bstop|\bdelay|\bban\b|\bbans\b|\bblock"
NEGATION = re.compile(f"{_NOT}{_MORE}", re.IGNORECASE)
"""What denies, or stops what was to be."""

DENIAL = re.compile(r"否认|驳斥|辟谣|不属实|不实|\bden(?:y|ies|ied)\b|\brefut(?:e|es|ed)\b", re.IGNORECASE)
"""What takes back all that stands beside it."""

_AUXILIARY = r"(?:曾|再|会|能|能够|将|可|要|想|是|予|被|得|有|对|就|获|获得|考虑|打算|计划|准备|立即|完全|正式|进行|be|been|have|to|yet|have been)?"
NEGATED = re.compile(rf"(?:{_NOT})\s?{_AUXILIARY}\s?(?=(?P<head>[\u4e00-\u9fff]{{2}}|[A-Za-z]{{4,}}))", re.IGNORECASE)
"""A denial and the first word of what it denies."""

_TWO_PARTIES = r"收购|并购|买下|起诉|指控|控告|击败|战胜|超过|超越|反超|领先|入股|注资|袭击|打击|攻击|击落|空袭"
ROLE = re.compile(
    rf"(?:{_TWO_PARTIES})了?|\b(?:acquires?|acquired|to acquire|acquiring|buys?|bought|sues?|sued|beats?|surpass(?:es|ed)?"
    r"|overtakes?|overtook|invest(?:s|ed)? in|attack(?:s|ed)?|struck|strikes)\b(?! by)",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    rf"(?P<target_zh>[^，。；]{{2,20}})(?:被|遭|获|遭到)(?P<actor_zh>[^，。；被]{{2,16}}?)(?P<verb_zh>{_TWO_PARTIES})"
    r"|(?P<target_en>(?:[A-Za-z0-9.&-]+ ){1,4})(?:is|was|to be|being|been|be|gets|got)?\s?"
    r"(?P<verb_en>acquired|bought|sued|beaten|surpassed|overtaken|attacked|struck) by (?P<actor_en>(?:the )?[A-Za-z0-9.&-]+"
    r"(?: [A-Z][A-Za-z0-9.&-]*)*)",
    re.IGNORECASE,
)
"""B 被 A 收购, B was acquired by A."""

CUT_OFF = re.compile(
    r"(?:未|并未|尚未|没有|不会|不再|并非|否认|拒绝|取消|放弃|\bnot|\bden(?:y|ies|ied)) ?\Z", re.IGNORECASE
)
"""A denial of what follows."""
