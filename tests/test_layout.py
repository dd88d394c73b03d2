"""One noun runs through five places: an agent, its prompt, its schema, its step in a run, its tests.

And what a public project is expected to have: a licence, typed packages, files for its host that can be read.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from builders import ENERGY, ROOT, document, request, silence

import agents
import brief
import checks
import facts
import schemas
from brief.llm.ask import extractive_ask
from brief.pipeline.graph import walk
from brief.runs.steps import MemorySteps
from brief.settings.models import ROLES


@dataclass(frozen=True)
class Noun:
    agent: str
    verb: str
    schema: str
    product: str
    step: str
    """What the names of its step files begin with."""
    asks: bool = True


NOUNS = (
    Noun("retriever", "retrieve", "retrieval", "Retrieval", "1-retrieval", asks=False),
    Noun("section_classifier", "classify", "classification", "Classification", "2-classification"),
    Noun("table_writer", "write_table", "table", "TableDraft", "3-table-"),
    Noun("synthesis_writer", "write_synthesis", "draft", "Draft", "4-draft-"),
    Noun("critic", "critique", "critique", "Critique", "5-critique-"),
)
each_noun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.agent)


@pytest.fixture(scope="module")
def steps() -> MemorySteps:
    """A walk over one document."""
    kept = MemorySteps()
    walk(request((ENERGY,)), [document(body="总投资5亿元，规模100兆瓦。")], extractive_ask(), kept, silence())
    return kept


@each_noun
def test_an_agent_is_a_doer_with_a_verb_for_its_function(noun: Noun) -> None:
    assert callable(getattr(import_module(f"agents.{noun.agent}"), noun.verb))


@each_noun
def test_an_agent_that_asks_has_a_prompt_and_one_that_does_not_has_none(noun: Noun) -> None:
    assert (ROOT / "prompts" / f"{noun.agent}.md").is_file() == noun.asks
    assert (noun.agent in ROLES) == noun.asks


@each_noun
def test_its_product_is_a_schema_in_a_file_of_its_noun(noun: Noun) -> None:
    module = import_module(f"schemas.{noun.schema}")
    assert getattr(module, noun.product).__module__ == module.__name__


@each_noun
def test_its_step_in_a_run_holds_its_product_under_its_noun(noun: Noun, steps: MemorySteps) -> None:
    (name,) = (name for name in steps.values if name.startswith(noun.step))
    assert type(steps.values[name]).__name__ == noun.product


@each_noun
def test_it_has_tests_and_an_extractive_answer_of_its_own(noun: Noun) -> None:
    assert (ROOT / "tests" / "agents" / f"test_{noun.agent}.py").is_file()
    assert (ROOT / "brief" / "extractive" / f"{noun.agent}.py").is_file() == noun.asks


def test_steps_are_numbered_in_the_order_of_the_walk(steps: MemorySteps) -> None:
    assert list(steps.values) == sorted(steps.values)
    assert len(steps.values) == len(NOUNS)


def test_there_is_no_other_agent() -> None:
    files = (path for path in (ROOT / "agents").iterdir() if path.suffix in ("", ".py"))
    found = {path.stem for path in files if not path.name.startswith("_")}
    assert found - {"base", "claims", "editions", "ground", "mending", "pages", "synthesis_question"} == {
        noun.agent for noun in NOUNS
    }


each_package = pytest.mark.parametrize(
    "package", [agents, brief, checks, facts, schemas], ids=lambda package: package.__name__
)


@each_package
def test_our_packages_are_ours(package: ModuleType) -> None:
    """Another distribution installs a package `agents` too, and the two overwrite each other silently."""
    assert package.__file__ is not None
    assert Path(package.__file__) == ROOT / package.__name__ / "__init__.py"


def test_tests_lie_in_the_folders_of_their_rooms_and_are_no_package() -> None:
    tests = ROOT / "tests"
    assert list(tests.rglob("__init__.py")) == []
    rooms = {path.name for top in (ROOT, ROOT / "brief") for path in top.iterdir() if (path / "__init__.py").is_file()}
    assert {path.parent.name for path in tests.rglob("test_*.py")} - {tests.name} <= rooms


# -- a public project ------------------------------------------------------------------------------------------------

APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
FOR_ITS_HOST = [ROOT / ".pre-commit-config.yaml", *sorted((ROOT / ".github").rglob("*.yml"))]


@each_package
def test_our_packages_tell_type_checkers_that_they_are_typed(package: ModuleType) -> None:
    assert (ROOT / package.__name__ / "py.typed").is_file()


def test_the_licence_is_whole_and_named_in_what_is_installed() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2
    told = metadata("brief")
    assert (told["License-Expression"], told.get_all("License-File")) == ("Apache-2.0", ["LICENSE"])
    assert "Private :: Do Not Upload" in (told.get_all("Classifier") or ())


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FOR_ITS_HOST, ids=lambda path: path.name)
def test_files_for_its_host_are_yaml(path: Path) -> None:
    assert isinstance(read(path), dict)


def test_every_python_that_is_promised_is_tried_and_no_other() -> None:
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(metadata("brief").get_all("Classifier") or ()))
    jobs = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    assert {name: job["strategy"]["matrix"]["python"] for name, job in jobs.items()} == {
        "check": promised,
        "wheel": promised,
    }
    assert jobs["check"]["env"] == {"PYTHON": "python${{ matrix.python }}"}  # scripts/setup would choose by itself
