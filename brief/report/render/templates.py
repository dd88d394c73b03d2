"""Fills a format's templates, so that texts from the news are never markup."""

from collections.abc import Callable, Mapping

from jinja2 import BytecodeCache, DictLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from brief.errors import ConfigError
from brief.report.format import Format
from brief.report.render.view import View


class _Compiled(BytecodeCache):
    """Templates, compiled once in a process: reports share most of them."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


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
        bytecode_cache=_COMPILED,
        undefined=StrictUndefined,
    )
    environment.filters.update(filters)
    environment.filters["this"] = lambda words: words.format(this=view.this)
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
