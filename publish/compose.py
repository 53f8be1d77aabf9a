"""The configuration put together into parts, once. Nothing that only work needs is loaded before it is called."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entries.source import SourceSettings
from publish import digests, plugins
from publish.errors import InvalidConfig
from publish.settings import Config, SourceConfig, TargetConfig
from publish.version import VERSION
from publish.zones import zone_of

if TYPE_CHECKING:
    from entries.parser import Parser
    from entries.source import Source
    from feeds.format import Format, ListFormat
    from publish.notifier import Notifier
    from publish.target import Target


class Parts:
    """What a run works with. `formats` and `lists` map a name to what makes the format, `notifier` makes the
    notifier: they load when called.

    `config_digest` changes with anything that can change a document, `settings_digests` (by source) with
    anything that decides how its articles are read.
    """

    def __init__(
        self,
        *,
        config: Config,
        sources: tuple[tuple[Source, SourceSettings], ...],
        formats: Mapping[str, Callable[[], Format]],
        lists: Mapping[str, Callable[[], ListFormat]],
        targets: tuple[Target, ...],
        compress: Mapping[str, tuple[str, ...]],
        store_path: Path,
        config_digest: str,
        settings_digests: Mapping[str, str],
        notifier: Callable[[], Notifier],
    ) -> None:
        self.config = config
        self.sources = sources
        self.formats = formats
        self.lists = lists
        self.targets = targets
        self.compress = compress
        self.store_path = store_path
        self.config_digest = config_digest
        self.settings_digests = settings_digests
        self.notifier = notifier


def compose(config: Config) -> Parts:
    """Make the parts that a configuration names. Raises InvalidConfig for a name that fits nothing."""
    publication = config.publication
    sources = tuple(
        (
            _source(source, config),
            SourceSettings(
                publication_id=publication.id,
                source=source.name,
                zone=zone_of(source.timezone or publication.timezone),
                link=source.link,
                id=source.id,
                future="publish" if source.future == "publish" else "hold",
                language=source.language,
                site=publication.link,
                site_language=publication.language,
                live_interval=source.live_interval,
                shown=_shown(source, config),
            ),
        )
        for source in config.sources
    )
    names = dict.fromkeys(name for feed in config.feeds for name in feed.formats)
    wanted = {"page": config.page.path, "opml": config.page.opml}
    return Parts(
        config=config,
        sources=sources,
        formats={name: _maker("format", name) for name in names},
        lists={name: _maker("list", name) for name, path in wanted.items() if path is not None},
        targets=tuple(_target(target, config) for target in config.targets),
        compress=_compress(config),
        store_path=config.state.path,
        config_digest=digests.of_config(config, VERSION),
        settings_digests={source.name: digests.of_source(source, config) for source in config.sources},
        notifier=lambda: _notifier(config),
    )


def _maker(kind: str, name: str) -> Callable[[], Any]:  # Any: a Format or a ListFormat, as the caller asked
    return lambda: plugins.load(kind, name)()


def _source(source: SourceConfig, config: Config) -> Source:
    if source.kind != "folder":
        return _plugin("source", source, config)  # type: ignore[return-value]  # the plugin's promise
    root = Path(str(source.options["path"]))
    suffixes, parsers = _parsers(source)
    folder: Source = plugins.load("source", "folder")(
        name=source.name,
        root=root,
        shown=_shown(source, config),
        parsers=parsers,
        suffixes=suffixes,
        layout=source.options.get("layout", "plain"),
        ignore=source.options.get("ignore", ()),
        settle=source.settle,
        clock=time.time,
        exclude=_own_folders(config, root),
        own=lambda data: _is_own(data, config),
    )
    return folder


def _parsers(source: SourceConfig) -> tuple[frozenset[str] | None, Callable[[str], Parser]]:
    """The suffixes of a source's articles (None: every file is one), and what finds the parser of a suffix.

    A parser is made when it is first asked for.
    """
    made: dict[str, Parser] = {}

    def by_name(name: str) -> Parser:
        if name not in made:
            made[name] = plugins.load("parser", name)()
        return made[name]

    if (only := source.parser) is not None:
        if ("parser", only) not in plugins.BUILT_IN:
            by_name(only)  # a name that fits nothing is a mistake now, not when an article is read
        return None, lambda suffix: by_name(only)
    names = {suffix: name for name, suffixes in plugins.SUFFIXES.items() for suffix in suffixes}
    return frozenset(names), lambda suffix: by_name(names[suffix])


def _target(target: TargetConfig, config: Config) -> Target:
    if target.kind == "objects":
        try:
            objects: Target = plugins.load("target", "objects")(name=target.name, **target.options)
        except ImportError as error:
            message = f'target "{target.name}" of kind objects needs a library: pip install "masthead[s3]"'
            raise InvalidConfig([message]) from error
        return objects
    if target.kind != "folder":
        return _plugin("target", target, config)  # type: ignore[return-value]  # the plugin's promise
    folder: Target = plugins.load("target", "folder")(name=target.name, root=Path(str(target.options["path"])))
    return folder


def _compress(config: Config) -> dict[str, tuple[str, ...]]:
    """What each folder's web server finds compressed. Raises InvalidConfig where the library for it is missing."""
    wanted: dict[str, tuple[str, ...]] = {}
    for number, target in enumerate(config.targets, 1):
        if target.kind == "folder" and (names := target.options.get("compress")):
            wanted[target.name] = tuple(names)  # type: ignore[arg-type]  # as its reader made it
            if "br" in wanted[target.name]:
                try:
                    import brotli  # type: ignore[import-untyped]  # noqa: F401
                except ImportError as error:
                    message = f'targets[{number}].compress: br needs a library: pip install "masthead[br]"'
                    raise InvalidConfig([message]) from error
    return wanted


def _plugin(kind: str, part: SourceConfig | TargetConfig, config: Config) -> object:
    """A part of an installed package: called with its name, the configuration's folder, and its own keys."""
    make = plugins.load(kind, part.kind)
    try:
        return make(name=part.name, configured_in=config.root, **part.options)
    except (TypeError, ValueError) as error:
        raise InvalidConfig([f'{kind} "{part.name}" of kind {part.kind}: {error}']) from error


def _shown(source: SourceConfig, config: Config) -> str:
    """What problems put before a file's key: the source's path as seen from the configuration, "" for its folder."""
    path = source.options.get("path")
    if not isinstance(path, Path):
        return source.name
    shown = path.relative_to(config.root) if path.is_relative_to(config.root) else path
    return "" if path == config.root else shown.as_posix()


def _own_folders(config: Config, root: Path) -> frozenset[str]:
    """Where we write ourselves below a source's root: never read as articles. Keys, with "/"."""
    written = [target.options.get("path") for target in config.targets] + [config.state.path.parent]
    return frozenset(
        path.relative_to(root).as_posix()
        for path in written
        if isinstance(path, Path) and path != root and path.is_relative_to(root)
    )


def _is_own(data: bytes, config: Config) -> bool:
    """Whether this is a document of ours: those of a target that was moved still lie where it was."""
    from feeds.marks import holds_no_articles

    return holds_no_articles(data, config.publication)


def _notifier(config: Config) -> Notifier:
    """Called with the User-Agent and the hosts that may be at private addresses."""
    from publish.notifying.pings import agent_of, private_hosts

    make = plugins.load("notifier", config.notify.kind)
    notifier: Notifier = make(agent=agent_of(config), private=private_hosts(config))
    return notifier
