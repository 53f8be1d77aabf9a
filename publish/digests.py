"""Short digests of the configuration, to tell what has to be done again when it changes."""

from __future__ import annotations

from publish.settings import Config, SourceConfig

try:
    from _blake2 import blake2b  # the same function: hashlib loads OpenSSL as well, 4 % of a run without changes
except ImportError:
    from hashlib import blake2b


def _digest(*values: object) -> str:
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def of_config(config: Config, version: str) -> str:
    """Everything that can change a document, and the program's version: its formats may write other bytes."""
    return _digest(
        version,
        config.publication,
        config.sources,
        config.feeds,
        config.targets,
        config.page,
        config.sitemaps,
        config.gone,
        config.moved,
    )


def of_source(source: SourceConfig, config: Config) -> str:
    """What decides how a source's articles are read and settled."""
    publication = config.publication
    return _digest(source, publication.id, publication.link, publication.timezone, publication.language)


def of_selection(config: Config) -> str:
    """What decides which feeds an entry belongs to."""
    publication = config.publication
    feeds = [(feed.path, feed.per, feed.include, feed.exclude, feed.was, feed.archive > 0) for feed in config.feeds]
    sitemaps = [path is not None for path in config.sitemaps]
    terms = publication.sections, publication.authors, publication.tags
    return _digest(feeds, sitemaps, publication.link, *terms, publication.language)
