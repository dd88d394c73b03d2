"""What a model says of itself or its task, what only a prompt says, and phrases that say nothing."""

import re

MACHINE = re.compile(
    r"(?:很|非常|深表)?抱歉[，,]|对不起[，,]|作为(?:一个|一名|一款)?(?:AI|人工智能|语言模型|大模型|助手)(?:语言模型|助手|模型)?[，,我无]|我(?:无法|不能|没有能力|是一个|将为您|会为您)"
    r"|根据(?:您|你)(?:的|所)?(?:提供|要求|给出)|(?:您|你)(?:提供|给出)的(?:信息|材料|文本|证据)|希望(?:这|以上).{0,8}(?:帮助|有用)|如(?:您|你)(?:还有|需要)"
    r"|以下(?:是|为)(?:修改|改写|重写|翻译|总结|摘要|输出|结果|JSON)|(?:修改|改写|翻译|输出)(?:如下|后的文本)[：:]?|(?:证据|段落|所引材料|所给材料|提供的材料)(?:中|里)?(?:没有|未|并未|不足)"
    r"|忽略(?:以上|之前|上述|前面|所有).{0,6}(?:指令|指示|要求|提示|内容)|系统提示词?|(?:你|您)现在是|请(?:务必)?(?:只)?(?:输出|回答|回复|照抄|遵守)"
    r"|(?:event|claim|passage|row|section|document)_ids?\b|\b(?:max_chars|house_style|passages|headline)\s?[:=]|<\/?data\b|<!--|\{\"|\"\}"
    r"|\bas an? (?:AI|artificial intelligence|language model|assistant)\b|\bI(?:'m| am) (?:sorry|unable|an AI|a language model)\b|\bI apologi[sz]e\b"
    r"|\bI (?:cannot|can't|can not) (?:provide|assist|help|verify|answer|determine)\b|\bignore (?:all |any )?(?:the )?(?:previous|prior|above|earlier)\b"
    r"|\b(?:disregard|override) (?:all |any )?(?:the )?(?:previous|prior|above|earlier|instructions)\b|\bsystem prompt\b|\byou are now\b|\bhere(?:'s| is) the (?:revised|rewritten|translated|corrected)\b"
    r"|\bbased on the (?:provided|given) (?:text|evidence|passages?|information)\b|\b(?:the|this) (?:passage|evidence) (?:does not|doesn't) (?:say|state|mention|provide)\b"
    r"|读者(?:应|须|需|请)(?:当|该)?(?:立即|马上|尽快|立刻)|(?:点击|点开)(?:链接|此处|这里|下方)|(?:转入|汇入|打入)(?:以下|下列|下方).{0,4}(?:账户|账号|钱包|地址)"
    r"|\bhope this helps\b|\[INST\]|<\|[a-z_]+\|>|### (?:Instruction|Response)|\bTODO\b|\blorem ipsum\b",
    re.IGNORECASE,
)
"""A sign that a text speaks to or of the model, not of the news."""

FILLER = re.compile(
    r"众所周知|毋庸置疑|不言而喻|拭目以待|未来可期|前景(?:可期|广阔|无限)|引发(?:了)?(?:广泛|业界|各界)?(?:关注|热议|讨论|思考)|具有(?:重要|重大|深远|里程碑)(?:的)?(?:战略|现实|历史)?(?:意义|影响)"
    r"|意义(?:重大|深远)|标志着.{0,12}(?:新阶段|新时代|新纪元|新篇章)|(?:迈入|进入|开启|翻开)(?:了)?.{0,10}(?:新阶段|新时代|新纪元|新篇章)|注入(?:了)?(?:新|强劲)?(?:的)?(?:动力|活力|动能)"
    r"|奠定(?:了)?(?:坚实)?(?:的)?基础|(?:全面|持续|深度|加速)?赋能(?!源)|助力.{0,10}(?:高质量发展|腾飞)|值得(?:期待|关注|注意)(?:的是)?|(?:性能|能力|表现|水平|效果)(?:得到)?(?:(?:显著|大幅|明显|极大|全面)(?:提升|提高|增强|改善)|(?:提升|提高|增强|改善)(?:显著|明显))"
    r"|表现(?:优异|出色|亮眼|突出|卓越)|(?:巨大|广阔|强大|无限)的?(?:潜力|前景|空间)|潜力(?:巨大|无限)|总(?:而言之|的来说)|综上所述|随着.{2,14}(?:的)?(?:不断|快速|持续|飞速)(?:发展|进步|演进)"
    r"|\b(?:game[- ]changer|paradigm shift|remains to be seen|only time will tell|it is worth noting|needless to say|in today's|bright future|exciting times"
    r"|ushers? in a new era|a testament to|plays a (?:crucial|pivotal|vital) role|in conclusion|significant milestone)\b",
    re.IGNORECASE,
)
"""Words that would suit any other news as well."""
