import pytest
from builders import asking, script
from scripted import Scripted

from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.settings.models import ROLES
from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, Heard, VerdictAnswer

BRIEF = ClaimBrief(claim_id="c1", role="event", text="任何话", passages=())
QUESTION = CritiqueQuestion(passages=(), claims=(BRIEF,), language="zh")
NOTHING = CritiqueAnswer(verdicts=())
SOMETHING = CritiqueAnswer(verdicts=(VerdictAnswer(claim_id="c1", rests_on="", verdict="empty", fix="空话"),))


def answer(scripted: Scripted) -> CritiqueAnswer:
    return scripted.answer("critic", QUESTION, CritiqueAnswer).value


def test_answers_come_in_the_order_of_the_script() -> None:
    scripted = Scripted({"critic": [SOMETHING, NOTHING]})
    assert [answer(scripted), answer(scripted)] == [SOMETHING, NOTHING]
    scripted.assert_all_asked()


def test_a_line_may_follow_from_the_question() -> None:
    def echo(question: CritiqueQuestion) -> CritiqueAnswer:
        verdict = VerdictAnswer(claim_id=question.claims[0].claim_id, rests_on="", verdict="empty", fix="空话")
        return CritiqueAnswer(verdicts=(verdict,))

    assert answer(Scripted({"critic": [echo]})) == SOMETHING


def test_it_remembers_what_it_was_asked() -> None:
    scripted = Scripted({"critic": [NOTHING]})
    answer(scripted)
    assert scripted.asked == [("critic", QUESTION)]


@pytest.mark.parametrize("lines", [{}, {"critic": []}, {"table_writer": [NOTHING]}])
def test_a_question_without_an_answer_is_an_error(lines: dict[str, list[Schema]]) -> None:
    with pytest.raises(AssertionError, match="no answer left for critic"):
        answer(Scripted(lines))


def test_an_answer_that_is_never_asked_for_is_an_error() -> None:
    scripted = Scripted({"critic": [NOTHING, NOTHING], "table_writer": []})
    answer(scripted)
    with pytest.raises(AssertionError, match="'critic': 1"):
        scripted.assert_all_asked()


def test_an_answer_to_another_question_is_an_error() -> None:
    with pytest.raises(TypeError, match="ClassificationAnswer, not CritiqueAnswer"):
        answer(Scripted({"critic": [ClassificationAnswer(same=(), unfit=(), picks=(), change="")]}))


def test_what_a_script_says_a_model_says_unless_it_is_told_otherwise() -> None:
    assert Scripted({"critic": [NOTHING]}).answer("critic", QUESTION, CritiqueAnswer).by == "model"
    assert Scripted({"critic": [NOTHING]}, by="hand").answer("critic", QUESTION, CritiqueAnswer).by == "hand"


# -- behind the seam --------------------------------------------------------------------------------------------------


def test_each_role_is_answered_by_its_own_answerer() -> None:
    scripted = Scripted({"critic": [SOMETHING]})
    ask = Asking({**dict.fromkeys(ROLES, Extractive()), "critic": scripted})
    assert ask("critic", QUESTION, CritiqueAnswer).value == SOMETHING
    labels = ask("section_classifier", ClassificationQuestion(sections=(), stories=()), ClassificationAnswer)
    assert labels.by == "extraction"
    assert ask.models["critic"] == "scripted"
    assert ask.models["table_writer"] == "extractive"


@pytest.mark.parametrize("heard", ["yes", "half", "no"])
def test_what_a_critics_words_count_for_is_asked_of_the_critic(heard: Heard) -> None:
    assert asking(Scripted({}, heard=heard)).heard == heard


def test_extraction_as_a_critic_is_not_heard() -> None:
    assert asking(Extractive()).heard == "no"
    assert Asking({}).heard == "no"


def test_extraction_stands_beside_whoever_answers() -> None:
    ask, scripted = script()
    assert ask.extract("critic", QUESTION, CritiqueAnswer).value == NOTHING
    assert scripted.asked == []


def test_extraction_that_no_model_was_asked_before_has_no_reason() -> None:
    assert asking(Extractive())("critic", QUESTION, CritiqueAnswer).lost == {}
