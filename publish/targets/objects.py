"""Documents as objects in a bucket: Amazon S3, and every server that speaks its protocol."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from publish.errors import PutByAnother, TargetUnavailable

if TYPE_CHECKING:
    from obstore import PutMode
    from obstore.store import ClientConfig, RetryConfig, S3Config

    from feeds.model import Document

Item = TypeVar("Item")
Result = TypeVar("Result")

# A request is tried again, later and later, for so long; an answer may take so long.
DEADLINE = timedelta(seconds=60)
TIMEOUT = timedelta(seconds=20)
AT_ONCE = 16
# So many objects are asked for one by one; of more, all are listed, 1,000 with each request.
FEW = 3
# How often a document is put over one that others keep replacing meanwhile.
ATTEMPTS = 3
# What an object says of itself besides its type: when its document changed, the document's own ETag, and the id of the
# state that it was put from.
UPDATED, ETAG, STATE = "masthead-updated", "masthead-etag", "masthead-state"

_ALONE = "Let one machine publish there, or give each a prefix of its own."


class _Standing(NamedTuple):
    """An object that is there: the server's ETag, and what was said of it when it was put."""

    e_tag: str
    attributes: Mapping[str, str]


class _Left(NamedTuple):
    """What another publisher put there, and is not replaced: its address, and why."""

    where: str
    why: str


class ObjectsTarget:
    """A Target in a bucket, below a prefix. Who may write there is said by the environment: AWS_ACCESS_KEY_ID …

    A signature is the server's ETag and the `cache_control` that the object was put with.
    """

    def __init__(
        self,
        *,
        name: str,
        url: str,
        endpoint: str | None = None,
        region: str | None = None,
        cache_control: str = "public, max-age=900",
        deadline: timedelta = DEADLINE,
    ) -> None:
        self.name = name
        self._url = url
        self._endpoint = endpoint
        self._region = region
        self._cache_control = cache_control
        self._deadline = deadline
        self._recorded: dict[str, str] = {}
        self._state = ""

    @cached_property
    def _store(self) -> S3Store:
        """Made when it is first used: who only asks for the state needs no keys."""
        options: ClientConfig = {"timeout": TIMEOUT, "connect_timeout": timedelta(seconds=5)}
        config: S3Config = {}
        if self._region is not None:
            config["region"] = self._region
        if self._endpoint is not None:
            config["endpoint"] = self._endpoint
            options["allow_http"] = self._endpoint.startswith("http:")
        retries: RetryConfig = {
            "max_retries": 8,
            "retry_timeout": self._deadline,
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=10), "base": 2},
        }
        bucket, _, prefix = self._url.removeprefix("s3://").partition("/")
        return S3Store(bucket, prefix=prefix or None, config=config, client_options=options, retry_config=retries)

    def signatures(self, paths: Sequence[str]) -> dict[str, str]:
        """What is there now: one request for 1,000 objects, or for each path where those are few."""
        return {path: self._signature(e_tag) for path, e_tag in self._e_tags(paths).items()}

    def recorded(self, signatures: Mapping[str, str], state: str) -> None:
        """Take what was recorded of this target: an object that is still that one may be replaced at once.

        `state` is what objects are told to have been put from.
        """
        self._recorded.clear()
        self._record(signatures)
        self._state = state

    def is_by_another(self, path: str) -> bool:
        """Whether what is there now is not what was recorded, and was put there from another state.

        Raises TargetUnavailable.
        """
        there = self._look(path)
        return there is not None and there.e_tag != self._recorded.get(path) and self._is_theirs(there)

    def _is_theirs(self, there: _Standing) -> bool:
        # An object that names no state is by an older Masthead, or by hand.
        return there.attributes.get(STATE, self._state) != self._state

    def _record(self, signatures: Mapping[str, str]) -> None:
        for path, signature in signatures.items():
            self._recorded.pop(path, None)
            if e_tag := signature.partition(" ")[0]:  # a server may give none
                self._recorded[path] = e_tag

    def where(self, path: str) -> str:
        """The address of an object: "s3://bucket/prefix/path"."""
        return f"{self._url}/{path}"

    def read(self, path: str) -> bytes | None:
        """The bytes at a path, None where there are none. Raises TargetUnavailable."""
        with self._named("not readable"):
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError as error:
                _raise_if_no_bucket(error)
                return None

    def listing(self) -> Iterator[str]:
        """Every path below the prefix, sorted. Raises TargetUnavailable."""
        return iter(sorted(path for path, _ in self._list()))

    def put(self, documents: Sequence[Document]) -> dict[str, str]:
        """Write all of them, several at once, and return their signatures.

        An object is replaced only while it is the one that was recorded, or no newer document than ours; that of
        another state only if it is older (If-Match, If-None-Match: RFC 9110, section 13.1). Raises PutByAnother when
        all others are written. Raises TargetUnavailable; then each document is the whole old or the whole new one.
        """
        results = list(zip(documents, _each(self._put, documents), strict=True))
        signatures = {each.path: self._signature(e_tag) for each, e_tag in results if isinstance(e_tag, str)}
        self._record(signatures)
        left = [each for _, each in results if isinstance(each, _Left)]
        if left:
            others = ", and so are others" if len(left) > 1 else ""
            raise PutByAnother(
                f"{left[0].where} {left[0].why}, and it is left{others}. {_ALONE} "
                f"To replace it all the same: masthead build --adopt-file {left[0].where}",
                signatures,
            )
        return signatures

    def delete(self, paths: Sequence[str]) -> None:
        """Remove documents. Raises TargetUnavailable, PutByAnother when the others are gone.

        What is another object than the one that was recorded is left, and so is what was put from another state where
        nothing was recorded. There is no request that asks and deletes in one: what another publisher puts there in
        that moment is deleted.
        """
        known = [path for path in paths if path in self._recorded]
        unknown = [path for path in paths if path not in self._recorded]
        others = [path for path, e_tag in self._e_tags(known).items() if e_tag and e_tag != self._recorded[path]]
        others += [path for path, theirs in zip(unknown, _each(self.is_by_another, unknown), strict=True) if theirs]
        with self._named("not writable"):
            if ours := [path for path in paths if path not in others]:
                obstore.delete(self._store, ours)
        if others:
            named = ", ".join(map(self.where, sorted(others)))
            raise PutByAnother(f"{named}: not what this publication put there, so it is not deleted. {_ALONE}", {})

    def _put(self, document: Document) -> str | _Left:
        """Put one document, and return the server's ETag."""
        e_tag = self._recorded.get(document.path)
        mode: PutMode = {"e_tag": e_tag} if e_tag else "create"
        said = {
            "Content-Type": document.media_type,
            "Cache-Control": self._cache_control,
            UPDATED: document.updated.astimezone(UTC).isoformat(),
            ETAG: document.etag,
        }
        attributes = {**said, STATE: self._state} if self._state else said
        for _ in range(ATTEMPTS):
            try:
                with self._named("not writable"):
                    result = obstore.put(
                        self._store,
                        document.path,
                        document.body,
                        attributes=attributes,
                        mode=mode,
                    )
                return result["e_tag"] or ""
            except (AlreadyExistsError, PreconditionError):
                there = self._look(document.path)
            if there is not None:
                same = all(there.attributes.get(name) == value for name, value in said.items() if name != UPDATED)
                if same and there.attributes.get(UPDATED, "") >= said[UPDATED]:
                    return there.e_tag  # put by an earlier try, whose answer was lost, or by another publisher
                if why := self._why_left(there, document, said[UPDATED]):
                    return _Left(self.where(document.path), why)
            # A server that gives no ETag can't be asked to compare it.
            mode = "create" if there is None else {"e_tag": there.e_tag} if there.e_tag else "overwrite"
        return _Left(self.where(document.path), "is replaced by others again and again")

    def _why_left(self, there: _Standing, document: Document, ours: str) -> str:
        """Why an object that another put there is not replaced, "" if it may be."""
        theirs = there.attributes.get(UPDATED, "")
        if theirs > ours:
            return f"is newer ({theirs}) than the document of this run ({ours}): another publisher put it there"
        if theirs == ours and self._is_theirs(there) and there.attributes.get(ETAG) != document.etag:
            return f"is as new ({theirs}) as the document of this run: another publisher put it there"
        return ""

    def _look(self, path: str) -> _Standing | None:
        with self._named("not readable"):
            try:
                found = obstore.get(self._store, path, options={"head": True})
            except FileNotFoundError as error:
                _raise_if_no_bucket(error)
                return None
            return _Standing(found.meta["e_tag"] or "", found.attributes)

    def _e_tags(self, paths: Sequence[str]) -> dict[str, str]:
        """The server's ETags of the objects that are there, "" where it gives none."""
        if len(paths) > FEW:
            wanted = frozenset(paths)
            return {path: e_tag for path, e_tag in self._list() if path in wanted}
        found = _each(self._look, paths)
        return {path: standing.e_tag for path, standing in zip(paths, found, strict=True) if standing}

    def _list(self) -> Iterator[tuple[str, str]]:
        with self._named("not readable"):
            for chunk in obstore.list(self._store, chunk_size=1000):
                yield from ((each["path"], each["e_tag"] or "") for each in chunk)

    def _signature(self, e_tag: str) -> str:
        return f"{e_tag} {self._cache_control}"

    @contextmanager
    def _named(self, what: str) -> Iterator[None]:
        """Errors of the library as ours. They quote the server's answer, which may hold keys: it is not passed on."""
        try:
            yield
        except (AlreadyExistsError, PreconditionError):
            raise
        except (BaseError, OSError, ValueError) as error:
            raise TargetUnavailable(
                f"{self._url}/: {what} ({_reason(str(error))}). Every document there is whole, old or new."
            ) from None


def _each(call: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """`call` for every item, several at once; after the first error no other is begun."""
    if len(items) < 2:
        return [call(item) for item in items]
    from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

    with ThreadPoolExecutor(AT_ONCE) as threads:
        futures = [threads.submit(call, item) for item in items]
        failed = [done for done in wait(futures, return_when=FIRST_EXCEPTION).done if done.exception()]
        threads.shutdown(wait=False, cancel_futures=bool(failed))
    return [future.result() for future in failed or futures]


def _raise_if_no_bucket(error: FileNotFoundError) -> None:
    if "NoSuchBucket" in str(error):
        raise error


def _reason(said: str) -> str:
    """What a person can do something about, out of all that the library says."""
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    if code := re.search(r"<Code>(\w{1,60})</Code>", said):
        return code[1]
    if status := re.search(r"status code: (\d{3}(?: [A-Z][A-Za-z]*)*)", said):
        return status[1]
    if any(sign in said for sign in ("169.254.169.254", "CredentialsError", "AccessKey", "instance metadata")):
        return "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    if "timed out" in said:
        return f"no answer in {TIMEOUT.seconds} s"
    return "no connection" if "HTTP error" in said else "the server's answer is not understood"
