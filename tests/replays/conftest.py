from collections.abc import Iterator

import pytest
from counting import counted_runs


@pytest.fixture(autouse=True, scope="module")
def _counted() -> Iterator[None]:
    with counted_runs():
        yield
