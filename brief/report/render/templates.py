"""Fills a format's templates, so that texts from the news are never markup."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType

from jinja2 import BytecodeCache, DictLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2 import pass_context as at_each_filling
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from brief.errors import ConfigError
from brief.report.format import Format
from brief.report.render.view import View


class _Compiled(BytecodeCache):
    """Templates that were compiled before in this process, by their text: that takes longer than to fill one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


@lru_cache(maxsize=32)
def _compiled(*_: object) -> _Compiled:
    """For one format in one language, escaped in one way: with these, what is constant in a template is worked out."""
    return _Compiled()


def fill(
    name: str,
    view: View,
    format: Format,
    escape: Callable[[str], str],
    filters: Mapping[str, Callable[..., object]],
) -> str:
    """The format's template `<format>.<name>.j2`, filled, ending with one newline.

    Every value that a template prints goes through `escape`, unless its `__html__` method says that it is escaped
    already; so must the results of filters. Raises ConfigError if the template is missing or cannot be filled.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(format.templates()),
        autoescape=True,
        finalize=lambda value: (
            value if hasattr(value, "__html__") else escape(value if isinstance(value, str) else str(value))
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        bytecode_cache=_compiled(format.name, format.language, escape),
    )
    environment.filters.update(filters)
    environment.filters["this"] = at_each_filling(lambda _, words: words.format(this=view.this))
    try:
        template = environment.get_template(format.page(name))
        return template.render(page=view, words=format.words, reader=format.reader).strip("\n") + "\n"
    except TemplateNotFound as error:
        raise ConfigError(f"has no template {error}.", where=f"format {format.name}", next="Add it.") from error
    except TemplateSyntaxError as error:
        where = f"formats/{error.name}:{error.lineno}"
        raise ConfigError(f"{error.message}.", where=where, next="Mend that line.") from error
    except TemplateError as error:
        where = f"formats/{format.page(name)}"
        raise ConfigError(f"cannot be filled in: {error}.", where=where, next="Mend the template.") from error
