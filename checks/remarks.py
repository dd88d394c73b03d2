"""What checks say of a claim, in the languages of reports: what is wrong, and what its writer has to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark in each language, with places for what it is about."""

    zh: str
    en: str

    def of(self, **values: object) -> "Remark":
        """About these `values`; a tuple is a list of words."""
        return Remark(*(form.format(**_in_words(values, mark)) for form, mark in ((self.zh, "、"), (self.en, ", "))))

    def told(self, language: str) -> str:
        """For a report in that language."""
        return self.zh if language == "zh" else self.en


def _in_words(values: dict[str, object], mark: str) -> dict[str, object]:
    return {name: mark.join(one) if isinstance(one, tuple) else one for name, one in values.items()}


# -- quotes, links and documents --------------------------------------------------------------------------------------

CITES_NOTHING = Remark(
    "没有注明依据的段落。请注明撑得起它的段落。",
    "It cites nothing. Name the passages that carry it.",
)
QUOTE_NOT_THERE = Remark(
    "引文不在段落 {passage} 里。请照抄原文。",
    "The quote does not stand in passage {passage}. Copy its words.",
)
WRONG_DOCUMENT = Remark(
    "段落 {passage} 不在文章 {document} 里。请改引段落所在的文章。",
    "Document {document} is not the one that holds passage {passage}. Cite that one.",
)
NOT_OF_THE_PERIOD = Remark(
    "文章 {document} 不是本期发布的。只引本期文章。",
    "Document {document} was not published within the period. Cite only what was.",
)
CITED_IN_ANOTHER_ROW = Remark(
    "文章 {document} 已在 {row} 一行引过，不得分写两行。",
    "Document {document} is cited in row {row} already.",
)
TOLD_IN_ANOTHER_ROW = Remark(
    "与 {row} 一行是同一件事，不得重复。",
    "Row {row} tells of the same happening.",
)
NEGATION_CUT_OFF = Remark(
    "引文漏了前面的否定词。请连否定词一起引。",
    "The quote leaves out the denial before it. Quote it too.",
)
FIGURE_CUT_OFF = Remark(
    "引文把“{figure}”截断了。请引全这个数字。",
    "The quote breaks {figure} off. Quote the whole figure.",
)

# -- figures, dates and names -----------------------------------------------------------------------------------------

FIGURE_NOT_THERE = Remark(
    "所引文章没有“{figure}”，文中的数字是{known}。请照原文写，或删去。",
    "{figure} is not in the cited documents; they have {known}. Write the figure as they have it, or leave it out.",
)
NO_FIGURES_THERE = Remark(
    "所引文章没有“{figure}”，也没有别的数字。请删去。",
    "{figure} is not in the cited documents; they have no figure. Leave it out.",
)
FIGURE_ELSEWHERE = Remark(
    "“{figure}”不在所引段落里。请引有这个数字、或能算出它的段落。",
    "{figure} stands in none of the cited passages. Cite the one that has it or its parts.",
)
FIGURE_TURNED = Remark(
    "“{figure}”与所引段落方向相反，原文是“{known}”。请照原文写，或删去。",
    "{figure} goes the other way in the cited passages, which have “{known}”. Write it as they have it, or leave it "
    "out.",
)
FIGURE_OF_ANOTHER = Remark(
    "“{figure}”可能说的是别的事：这里说的事，段落里的数字是{known}。请核对，照原文写。",
    "{figure} may be of something else: of what is said here the passages have {known}. Write it as they have it.",
)
FIGURE_OTHERWISE = Remark(
    "“{figure}”在所引段落里不是这么写的，或说的是别的事。请照原文写清它是什么的数字。",
    "{figure} stands in the cited passages otherwise, or of something else. Say of it what they say.",
)
DATE_NOT_THERE = Remark(
    "所引文章没有“{date}”这个日期，文中写的是{known}。请照原文写，或删去。",
    "The date {date} is not in the cited documents; they name {known}. Write the date as they have it, or leave it "
    "out.",
)
NO_DATES_THERE = Remark(
    "所引文章没有“{date}”，也没有别的日期。请删去。",
    "The date {date} is not in the cited documents; they name none. Leave it out.",
)
DATE_VAGUE = Remark(
    "所引文章没有写明“{date}”。请照原文写日期。",
    "The cited documents do not name {date} itself. Write the date as they have it.",
)
NAME_NOT_THERE = Remark(
    "所引文章没有“{name}”。只写文中有的名称，写法照原文。",
    "{name} is not in the cited documents. Name only what they name, as they name it.",
)

# -- what the passages say --------------------------------------------------------------------------------------------

SETTLED = Remark(
    "把未定的事写成了定论，原文是“{known}”。请照原文留有余地。",
    "It tells as settled what the passages leave open: “{known}”. Leave it open too.",
)
TURNED = Remark(
    "“{said}”与所引段落相反，原文是“{known}”。请改回来，或删去。",
    "“{said}” says the contrary of the cited passages, which have “{known}”. Turn it round, or leave it out.",
)
IMPOSSIBLE_CHANGE = Remark(
    "“{change}”说不通：前后两个数字颠倒了。请照原文写。",
    "“{change}” cannot be: its figures have changed places. Write it as the passages do.",
)
NO_CAUSE_KNOWN = Remark(
    "没有来源像“{said}”这样说明“{known}”的原因。请写成可能，或删去。",
    "No source says why “{known}”, as “{said}” does. Say that it may be so, or leave it out.",
)
UNRELATED = Remark(
    "所引段落说的是别的事。请引说到它的段落。",
    "The cited passages tell of something else. Cite the passage that says it.",
)
NOTHING_SHARED = Remark(
    "所引段落是另一种语言，与它没有一个相同的名称或数字。请引说到它的段落。",
    "The cited passages, in another language, share no name and no figure with it. Cite what says it.",
)
STRANGE_CLAUSE = Remark(
    "所引段落没有与“{clause}”相近的内容。请删去，或引说到它的段落。",
    "No cited passage says anything like “{clause}”. Leave it out, or cite what says it.",
)
OF_ANOTHER_EVENT = Remark(
    "写的是另一事件的内容。只写由本条所引段落推出的结论。",
    "It says what another passage says, of another event. Write what follows from its own.",
)
LEAVES_NOTHING_OPEN = Remark(
    "这是推断，却说死了。请写成可能。",
    "It concludes and leaves nothing open: no word says that it may be otherwise.",
)
UNREAD = Remark(
    "这是推断，没有可采信的审读看过。",
    "It infers, and no critic who may be heard has read it.",
)

# -- wording and form -------------------------------------------------------------------------------------------------

NO_MORE_THAN_CELLS = Remark(
    "没有比前面几格多说什么：{cells}。请写出新的内容，或留空。",
    "It says no more than the cells before it: {cells}. Say what they do not, or leave it out.",
)
NO_MORE_THAN_ROWS = Remark(
    "没有比表中各行多说什么。请写出新的内容，或删去。",
    "It says no more than the rows. Say what they do not, or leave it out.",
)
SAID_BEFORE = Remark(
    "与这一条说的一样：{text}。请写出新的内容，或删去。",
    "It says no more than: {text}. Say something else, or leave it out.",
)
SAYS_NOTHING = Remark(
    "没有内容，或只是说无可奉告。请写出内容，或删去。",
    "It says nothing, or stands for having nothing to say.",
)
UNSHOWABLE = Remark(
    "含有 {found}，是标记符号或无法显示的字符。只写纯文本。",
    "Its text holds {found}, which is markup or cannot be shown.",
)
ROWS_MISSING = Remark(
    "两个栏目须各有一行，不得牵涉第三个栏目。",
    "It needs a row of each of its two sections, and of no other.",
)
SECTION_NOT_CITED = Remark(
    "没有引 {section} 栏目那几行的段落。请引两边的段落，或删去。",
    "It names no passage of the rows of {section}. Join the two, or leave it out.",
)
WRONG_LANGUAGE = Remark(
    "没有用报告语言（{language}）写。请用报告语言写。",
    "It is not written in the report's language ({language}). Write it in that language.",
)
HOLDS_ADDRESS = Remark(
    "文中有网址。请删去。",
    "The text holds a web address; leave it out.",
)
HOLDS_MARKUP = Remark(
    "文中的 {found} 是标记符号。只写纯文本。",
    "The text holds {found}, which is markup; write plain text.",
)
HOLDS_ID = Remark(
    "文中有编号 {found}。编号只写在专门的字段里。",
    "The text holds the id {found}; ids stand only in their own fields.",
)
OF_THE_TASK = Remark(
    "“{found}”说的是写作任务，不是新闻。请删去。",
    "“{found}” speaks of the task, not of the news. Leave it out.",
)
SUITS_ANYTHING = Remark(
    "“{found}”换一条新闻也说得通。请写明谁因此有什么变化，或删去。",
    "“{found}” would suit any other news. Say what changes for whom, or leave it out.",
)
TOO_LONG = Remark(
    "有 {length} 字，至多 {most} 字。请删短。",
    "It has {length} characters; at most {most} are allowed.",
)
