"""Why the documents of an event are one happening, as the clustering itself tells it."""

from builders import document

from agents.retriever.clustering import cluster
from brief.provenance.merging import Joining

_ALIASES = (("英伟达", "Nvidia"), ("微软", "Microsoft"))
_CHINESE = document("英伟达入股Reflection，估值20亿美元", host="a.example")
_COPY = document("快讯：英伟达入股Reflection，估值20亿美元", host="b.example", hour=5)
_ENGLISH = document("Nvidia takes a stake in Reflection at $2 billion", lang="en", host="c.example", hour=6)
_OTHER = document("某地发生地震", host="d.example", hour=7)
_ALL = (_CHINESE, _COPY, _ENGLISH, _OTHER)


def test_each_document_is_told_with_the_measure_that_joins_it_and_what_it_shares() -> None:
    assert [_CHINESE, _COPY, _ENGLISH] in cluster(_ALL, _ALIASES)
    first, copy, english = Joining(_ALL, _ALIASES).of([one.id for one in (_CHINESE, _COPY, _ENGLISH)])
    assert (first.document, first.other) == (_CHINESE, None)
    assert (copy.other, copy.by, copy.figures) == (_CHINESE, "headlines", ("20亿美元",))
    assert (english.by, english.names, english.figures) == (
        "names and figures",
        ("Nvidia", "reflection"),
        ("$2 billion",),
    )
    assert min(copy.likeness, english.likeness) >= 1.0


def test_what_the_clustering_would_not_join_is_told_with_its_likeness() -> None:
    _, quake = Joining(_ALL, _ALIASES).of([_CHINESE.id, _OTHER.id])
    assert (quake.likeness, quake.words, quake.figures, quake.names) == (0.0, (), (), ())
