"""What a model says around its answer and wrong with its form: read where it is plain what was meant, else refused."""

import json
import random
import time
from collections.abc import Callable

import pytest
from table_answers import row, table

from brief.llm.base import Completion, Finish
from brief.llm.parsing import InvalidAnswerError, read_answer
from schemas.table import TableAnswer

ANSWER = table(row(1, insight="订单排到年底，他人拿不到货"), row(2))
TEXT = ANSWER.model_dump_json()
DRAFT = table(row(1, insight="还没想好"), row(2)).model_dump_json()
VALUE = json.loads(TEXT)


def read(text: str, finish: Finish = "stop") -> TableAnswer:
    return read_answer(Completion(text, finish, 1, 0, 1, None, 0.0), TableAnswer)


def in_texts(change: Callable[[str], str]) -> str:
    """The answer, changed within one of its texts."""
    return TEXT.replace("订单排到年底", change("订单排到年底"))


AROUND = {
    "thinking with braces": "<think>\n{rows}要两行，{effects}可以空。\n</think>\n" + TEXT,
    "a draft that is thought": f"<think>\n```json\n{DRAFT}\n```\nNo, again.\n</think>\n\n{TEXT}",
    "the end of thinking alone": f"First I list the rows: {DRAFT}\n</think>{TEXT}",
    "thinking in capitals": f"[THINK]{DRAFT}[/THINK]{TEXT}",
    "thinking in channels": f"<|channel|>analysis<|message|>{DRAFT}<|end|><|channel|>final<|message|>{TEXT}",
    "a remark with braces": f"{TEXT}\n\nNote: {{to be checked}} stands for a doubt.",
    "a remark in the same line": f"{TEXT} （{{存疑}}已删）",
    "prose before it": f"好的，按 {{rows, thesis, effects}} 的格式，答案如下：\n\n{TEXT}",
    "a draft before it": f"Draft: {DRAFT}\n\nFinal: {TEXT}",
    "a fence": f"Here it is:\n```json\n{TEXT}\n```\nDone.",
    "a cut fence": f"```json\n{TEXT}\n``",
    "a mark of byte order": f"\ufeff{TEXT}",
    "a name": json.dumps({"TableAnswer": VALUE}),
    "a list": f"[{TEXT}]",
    "a call in words": f'<tool_call>\n{{"name": "TableAnswer", "arguments": {TEXT}}}\n</tool_call>',
    "a call whose arguments are a text": json.dumps({"name": "TableAnswer", "arguments": TEXT}),
    "an element": f"<answer>{TEXT}</answer>",
}
NEARLY = {
    "a comma too many": TEXT[:-1] + ",}",
    "commas too many everywhere": TEXT.replace("]", ",]").replace("}", ",}").replace("[,", "["),
    "a broken draft is no answer": f"Draft: {DRAFT}\n\nFinal:\n{TEXT[:-1]},}}",
    "a comma too many and a remark": TEXT[:-1] + ",}\n\n注：{存疑}处请看。",
    "a comma too many in a fence": f"```json\n{TEXT[:-1]},}}\n```\n以上。",
    "comments": TEXT.replace('"thesis"', '// what they share\n"thesis"').replace('"effects"', '/* none */ "effects"'),
    "literals of Python": str(VALUE),
    "names without quotes": TEXT.replace('"rows"', "rows").replace('"thesis"', "thesis"),
    "a missing comma": TEXT.replace(',"thesis"', '\n"thesis"'),
    "a missing brace": TEXT[:-1],
    "a text of JSON": json.dumps(TEXT),
    "a text of JSON in a fence": f"```\n{json.dumps(TEXT, ensure_ascii=False)}\n```",
    "a text of JSON without its quotes": json.dumps(TEXT, ensure_ascii=False)[1:-1],
    "lists as texts": json.dumps({name: json.dumps(part) for name, part in VALUE.items()}),
    "lists as texts of Python": json.dumps({name: str(part) for name, part in VALUE.items()}),
    "rows as texts": json.dumps({**VALUE, "rows": [json.dumps(one) for one in VALUE["rows"]]}),
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND.keys())
def test_an_answer_is_found_among_what_is_said_around_it(text: str) -> None:
    assert read(text) == ANSWER


@pytest.mark.parametrize("text", NEARLY.values(), ids=NEARLY.keys())
def test_what_was_meant_as_json_is_read_as_it_was_meant(text: str) -> None:
    assert read(text) == ANSWER


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("订单\n排到年底", "订单\n排到年底"),
        ("订单\t排到年底", "订单\t排到年底"),
        ('"订单"排到年底', '"订单"排到年底'),
        ('订单排到"年底', '订单排到"年底'),
        ("\\ud83d订单", "订单"),
        ("订单\\ud83d\\ude80", "订单🚀"),
        ("\\ud842订单", "�订单"),
        ("\\ude80订单", "�订单"),
    ],
    ids=["a line", "a tab", "quotes", "one quote", "half an emoji", "an emoji", "half a name", "the other half"],
)
def test_a_text_keeps_what_can_be_kept(said: str, heard: str) -> None:
    found = read(in_texts(lambda _: said)).rows[0].cells[2].text
    assert found == f"{heard}，他人拿不到货"
    assert found.encode()


CUT = TEXT[: TEXT.index("thesis") + 20]
REFUSED = {
    "nothing": " \n",
    "prose": "我认为这几条新闻不够写成表格。",
    "prose in English": "I cannot fill rows, thesis: or effects: from {these} passages.",
    "prose with the names of fields": "{rows: 两行, thesis: 没有, effects: 没有}",
    "values in words": '{"rows": see above, "thesis": none, "effects": none}',
    "cut in a text": TEXT[: TEXT.index("拿不到货")],
    "cut after a row": TEXT[: TEXT.index(',"thesis"')],
    "cut in what follows": CUT,
    "cut behind a bracket in a text": in_texts(lambda text: f"见[1]{text}")[: TEXT.index("排到年底") + 4],
    "a draft that is thought, and no more": f"<think>{DRAFT}</think>",
    "thinking without end": f"<think>\n先写一稿：{DRAFT}\n再改",
    "another shape": '{"lines": []}',
    "no number": "NaN",
    "brackets without end": '{"rows":' + "[" * 60_000,
    "braces without end": '{"rows":' * 60_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_answer_is_never_made_into_one(text: str) -> None:
    with pytest.raises(InvalidAnswerError):
        read(text)


@pytest.mark.parametrize("text", [CUT, TEXT[:-1], TEXT[:-2] + ",", TEXT[:-1] + ",}"])
def test_what_was_cut_at_the_limit_is_not_completed(text: str) -> None:
    with pytest.raises(InvalidAnswerError, match="cut off at the limit"):
        read(text, "length")


def test_the_reason_names_the_faults_of_the_answer_and_not_of_a_piece_of_it() -> None:
    with pytest.raises(InvalidAnswerError, match=r"^thesis: Field required\neffects: Field required$"):
        read('{"rows": []}')
    with pytest.raises(InvalidAnswerError, match="not valid JSON"):
        read(CUT)
    with pytest.raises(InvalidAnswerError, match="after the thinking"):
        read(REFUSED["thinking without end"])


MILLION = 1_000_000
HOSTILE = {
    "braces": "{" * MILLION,
    "fields": '{"rows":' * (MILLION // 8),
    "objects": '{"rows":1}' * (MILLION // 10),
    "comments": "{/*" * (MILLION // 3),
    "blanks": "{ " * (MILLION // 2),
    "quotes": '{"rows":"' + '"' * MILLION,
    "backslashes": '{"rows":"' + "\\" * MILLION,
    "ends": '{"rows":"' + "}\n" * (MILLION // 2),
    "texts": '{"rows":"' + 'x"y ' * (MILLION // 4) + '"}',
    "thinking": "<think>" * (MILLION // 7),
    "prose": "没有答案。" * (MILLION // 5),
}


@pytest.mark.uncounted
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_anything_is_refused_in_good_time(text: str) -> None:
    started = time.process_time()
    with pytest.raises(InvalidAnswerError):
        read(text)
    assert time.process_time() - started < 10


def test_an_answer_with_random_faults_is_read_or_refused_and_what_is_read_can_be_written() -> None:
    chance = random.Random(7)
    pieces = [
        *"{}[]\"',:\\#(\n",
        "//",
        "/*",
        "```",
        "<think>",
        "</think>",
        "\\u",
        "\\ud83d",
        "\ud83d",
        "None",
        '"rows":',
    ]
    for _ in range(400):
        text = list(TEXT)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(text))
            text[place : place + chance.randint(0, 6)] = [chance.choice(pieces)]
        try:
            answer = read("".join(text))
        except InvalidAnswerError:
            continue
        assert answer.model_dump_json().encode()
