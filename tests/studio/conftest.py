from collections.abc import Iterator

import pytest
from browsing import Browsed
from published import Published, first_published, project

from brief.settings.project import find_project
from brief.studio.app import app_of
from brief.studio.guard import Key, hosts_of
from brief.studio.studio import Studio

__all__ = ["first_published", "project"]


@pytest.fixture
def studio(project: Published) -> Studio:
    return Studio(find_project(project.folder), project.folder / "runs")


@pytest.fixture
def key() -> Key:
    return Key(8000, hosts_of(("127.0.0.1", "localhost"), 8000))


@pytest.fixture
def browsed(studio: Studio, key: Key) -> Iterator[Browsed]:
    """The studio's pages, for who has the key."""
    with Browsed(app_of(studio, key), key) as opened:
        yield opened
