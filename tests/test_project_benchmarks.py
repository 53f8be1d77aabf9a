"""The benchmark measures the same thing on every machine."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

import corpus
import sites

from entries import frontmatter
from publish.config import load


def test_corpus_is_the_same_everywhere() -> None:
    """The first hundred articles have the bytes they have always had, so results can be compared over time."""
    text = "".join("\0".join(corpus.article(number, 100)) for number in range(100))
    assert sha256(text.encode()).hexdigest() == "e520d07f63cff4516aac7e95c499c8625afd284b574b40ca80c87873b948f114"


def test_corpus_has_the_size_it_claims() -> None:
    """Articles are of about 4.7 KB; a thousand have 20 sections, 300 tags and 200 authors."""
    sizes, sections, tags, authors = [], set(), Counter[str](), set()
    for number in range(1000):
        _, text = corpus.article(number, 1000)
        sizes.append(len(text.encode()))
        front, _, _ = frontmatter.split(text, "article.md")
        assert front is not None
        sections.add(front.values["section"])
        tags.update(front.values["tags"])
        authors.update(front.values["authors"])
    assert 4500 < sum(sizes) / len(sizes) < 4900
    assert (len(sections), len(tags), len(authors)) == (20, 300, 200)
    assert tags.total() == 3000


def test_configuration_of_the_benchmark_is_valid(tmp_path: Path) -> None:
    """The benchmark's masthead.toml is read without a mistake and asks for four feeds or families."""
    (tmp_path / "content").mkdir()
    sites.write_masthead(tmp_path)
    assert [spec.per for spec in load(tmp_path / "masthead.toml", {}).feeds] == [None, "section", "tag", "author"]
