"""A request and what is on the shelf give the response that RFC 9110 and RFC 3229 ask for."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from itertools import product

import pytest

from publish.respond import Response, Wanted, at_once, gone, moved, respond, too_many
from publish.serving.negotiate import coding, etag_in, seconds, tags, wants_delta
from publish.serving.shelved import Shelved

MODIFIED = 1_700_000_000
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
HUB = "https://hub.example/"


def a_document(**given: object) -> Shelved:
    """all.rss, but for what is given."""
    said = {
        "path": "all.rss",
        "url": "https://post.example/feeds/all.rss",
        "media_type": "application/rss+xml",
        "etag": "abc",
        "modified": MODIFIED,
        "hubs": (HUB,),
    }
    return Shelved(**{**said, **given})  # type: ignore[arg-type]


class Shelf:
    """A shelf that holds what a test puts there."""

    def __init__(self, *documents: Shelved, **places: Response) -> None:
        self.places: Mapping[str, Shelved | Response] = {
            **{f"/feeds/{document.path}": document for document in documents},
            **{f"/feeds/{path}": place for path, place in places.items()},
        }
        self.bodies = {("abc", ""): b"whole", ("abc", "gzip"): b"gz", ("abc", "br"): b"br"}
        self.known: Container[str] | None = ()

    def body(self, key: tuple[str, str]) -> bytes | None:
        return self.bodies.get(key)

    def versions(self, document: Shelved) -> Container[str] | None:
        return self.known


def ask(shelf: Shelf, path: str = "/feeds/all.rss", method: str = "GET", **headers: str) -> Response:
    """The response; header names with "_" for "-"."""
    answer = respond(shelf, method, path, given(headers))
    assert isinstance(answer, Response)
    return answer


def given(headers: dict[str, str]) -> Callable[[str], str | None]:
    return {name.replace("_", "-"): value for name, value in headers.items()}.get


def test_a_document_is_sent_whole() -> None:
    """A GET gets the bytes, with everything that readers and caches go by."""
    answer = ask(Shelf(a_document()))
    assert (answer.status, answer.body) == (200, b"whole")
    assert dict(answer.headers) == {
        "etag": '"abc"',
        "last-modified": DATE,
        "cache-control": "public, max-age=900",
        "vary": "Accept-Encoding",
        "link": f'<https://post.example/feeds/all.rss>; rel="self", <{HUB}>; rel="hub"',
        "content-type": "application/rss+xml; charset=utf-8",
        "content-length": "5",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Link",
        "accept-ranges": "none",
    }


def test_the_short_way_leads_to_the_same_answer() -> None:
    """What is answered at once is what `respond` says, and what is asked most is answered at once."""
    shelf = Shelf(a_document(), old=moved("https://post.example/feeds/all.rss"))
    shelf.known = {"before"}
    answered = 0
    for path, method, tag, since, accepted, length, a_im in product(
        ("/feeds/all.rss", "/feeds/old", "/feeds/none"),
        ("GET", "HEAD", "POST", "OPTIONS"),
        (None, '"abc"', 'W/"abc-br"', '"x", "abc"', '"before"', "*"),
        (None, DATE, "Tue, 14 Nov 2023 22:13:19 GMT"),
        (None, "gzip", "br;q=0, gzip", "identity"),
        (None, "0", "7"),
        (None, "feed"),
    ):
        asked = {
            "if_none_match": tag, "if_modified_since": since, "accept_encoding": accepted, "content_length": length,
            "a_im": a_im,
        }  # fmt: skip
        header = given({name: value for name, value in asked.items() if value is not None})
        found = at_once(shelf, method, path, header)
        if found is not None:
            answered += 1
            assert found == respond(shelf, method, path, header)
    assert answered > 100
    assert at_once(shelf, "GET", "/feeds/all.rss", {"accept-encoding": "gzip, br"}.get) is not None
    assert at_once(shelf, "GET", "/feeds/all.rss", {"if-none-match": '"abc-br"'}.get) is not None


def test_head_is_a_get_without_its_body() -> None:
    """HEAD has the headers of a GET, the length too."""
    shelf = Shelf(a_document())
    assert ask(shelf, method="HEAD") == ask(shelf)._replace(body=b"")


@pytest.mark.parametrize(
    ("listed", "tag"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', '"abc"'),
        ('"x", "abc"', '"abc"'),
        ('"x",W/"abc" , "y"', '"abc"'),
        ("*", '"abc"'),
        (" * ", '"abc"'),
        ('"abc-gzip"', '"abc-gzip"'),
        ('"x", "abc-br"', '"abc-br"'),
    ],
)
def test_a_tag_that_is_current_gets_a_304(listed: str, tag: str) -> None:
    """If-None-Match with a current tag, alone or in a list, weak or of any coding: 304 with the same headers."""
    answer = ask(Shelf(a_document()), if_none_match=listed)
    assert (answer.status, answer.body) == (304, b"")
    names = ["etag", "last-modified", "cache-control", "vary", "link"]
    names += ["access-control-allow-origin", "access-control-expose-headers"]
    assert [name for name, _ in answer.headers] == names
    assert dict(answer.headers)["etag"] == tag


def test_the_tag_that_would_be_sent_is_preferred() -> None:
    """Of several current tags a 304 names the one that the reader would get now."""
    answer = ask(Shelf(a_document()), if_none_match='"abc", "abc-gzip"', accept_encoding="gzip")
    assert dict(answer.headers)["etag"] == '"abc-gzip"'


@pytest.mark.parametrize("listed", ['"x"', "abc", "", '"ab', 'w/"abc"', '"abc-deflate"', '"abc" junk'[1:]])
def test_another_tag_gets_the_document(listed: str) -> None:
    """A tag that is not current, or no tag at all, gets the whole document."""
    assert ask(Shelf(a_document()), if_none_match=listed).status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (DATE, 304),
        ("Wed, 15 Nov 2023 22:13:20 GMT", 304),
        ("Tue, 14 Nov 2023 22:13:19 GMT", 200),
        ("Tuesday, 14-Nov-23 22:13:20 GMT", 304),
        ("Tue Nov 14 22:13:20 2023", 304),
        ("yesterday", 200),
        ("", 200),
        ("Tue, 99 Nov 2023 99:13:20 GMT", 200),
    ],
)
def test_a_date_alone_is_honoured(since: str, status: int) -> None:
    """If-Modified-Since in any of the three forms of HTTP; what is no date is ignored (RFC 9110, 13.1.3)."""
    assert ask(Shelf(a_document()), if_modified_since=since).status == status


def test_a_tag_comes_before_a_date() -> None:
    """If-Modified-Since is ignored where there is If-None-Match (RFC 9110, section 13.1.3)."""
    assert ask(Shelf(a_document()), if_none_match='"x"', if_modified_since=DATE).status == 200


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, ""),
        ("", ""),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0.5, identity", ""),
        ("identity;q=0", ""),
        ("deflate", ""),
        ("gzip;q=nan", ""),
        ("gzip ; q = 1.0", "gzip"),
        (",,;;==", ""),
    ],
)
def test_coding_is_negotiated(accepted: str | None, chosen: str) -> None:
    """The coding with the highest weight is sent, br before gzip; never one that is refused."""
    assert coding(accepted) == chosen


def test_each_coding_has_its_own_tag() -> None:
    """A strong tag names bytes (RFC 9110, section 8.8.1), so a compressed document has another one."""
    answer = ask(Shelf(a_document()), accept_encoding="gzip")
    headers = dict(answer.headers)
    assert (answer.body, headers["etag"], headers["content-encoding"]) == (b"gz", '"abc-gzip"', "gzip")


def test_what_is_missing_is_named() -> None:
    """Bytes that are not on the shelf are asked for, in the coding that is wanted."""
    shelf, document = Shelf(a_document()), a_document()
    shelf.bodies = {}
    wanted = respond(shelf, "GET", "/feeds/all.rss", given({"accept_encoding": "br"}))
    assert wanted == Wanted(document, "br")


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/all.rss/",
        "/feeds/../feeds/all.rss",
        "/feeds/./all.rss",
        "//feeds/all.rss",
        "/feeds/ALL.rss",
        "/all.rss",
        "all.rss",
        "",
        "/feeds/../../etc/passwd",
        "/feeds/all.rss\0",
    ],
)
def test_only_known_paths_are_answered(path: str) -> None:
    """A path is one of those that are known, to the letter, or there is nothing."""
    assert ask(Shelf(a_document()), path).status == 404


def test_nobody_is_told_404_before_there_is_anything() -> None:
    """While nothing has been published readers are asked to come again."""
    answer = ask(Shelf())
    assert (answer.status, dict(answer.headers)["retry-after"]) == (503, "2")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "get"])
def test_feeds_are_only_read(method: str) -> None:
    """Any other method is refused with what is allowed (RFC 9110, section 15.5.6)."""
    answer = ask(Shelf(a_document()), method=method)
    assert (answer.status, dict(answer.headers)["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("headers", [{"content_length": "3"}, {"transfer_encoding": "chunked"}])
def test_a_body_is_refused(headers: dict[str, str]) -> None:
    """A request for a feed has nothing to say."""
    assert ask(Shelf(a_document()), **headers).status == 413


def test_moved_and_ended_feeds_say_so() -> None:
    """301 with the new address, 410 for a feed that has ended; also for HEAD."""
    shelf = Shelf(a_document(), old=moved("https://post.example/feeds/all.rss"), end=gone())
    answer = ask(shelf, "/feeds/old")
    assert (answer.status, dict(answer.headers)["location"]) == (301, "https://post.example/feeds/all.rss")
    assert ask(shelf, "/feeds/end").status == 410
    assert ask(shelf, "/feeds/end", "HEAD").body == b""


def test_scripts_of_other_sites_may_ask() -> None:
    """A browser's preflight is told which headers a reader may send."""
    answer = ask(Shelf(a_document()), method="OPTIONS")
    assert (answer.status, dict(answer.headers)["access-control-allow-headers"]) == (204, "A-IM, If-None-Match")


def test_scripts_of_other_sites_learn_how_it_is() -> None:
    """Without a word for them a browser hides from scripts that nothing changed, and where a feed has moved to."""
    shelf = Shelf(a_document(), old=moved("https://post.example/feeds/all.rss"), end=gone())
    answers = [
        ask(shelf, if_none_match='"abc"'),
        ask(shelf, "/feeds/old"),
        ask(shelf, "/feeds/end"),
        ask(shelf, "/feeds/none"),
        too_many(1),
    ]
    assert [answer.status for answer in answers] == [304, 301, 410, 404, 429]
    assert {dict(answer.headers)["access-control-allow-origin"] for answer in answers} == {"*"}


def test_the_page_is_framed_by_nobody() -> None:
    """The page for people has a policy against framing, and scripts of other sites can't read it."""
    headers = dict(ask(Shelf(a_document(media_type="text/html"))).headers)
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert "access-control-allow-origin" not in headers


def test_a_preview_is_kept_nowhere() -> None:
    """What is not published yet is neither cached nor indexed."""
    headers = dict(ask(Shelf(a_document(hidden=True))).headers)
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")


def a_delta() -> Shelf:
    """A shelf that knows an earlier version."""
    shelf = Shelf(a_document())
    shelf.known = {"old", "abc"}
    shelf.bodies["old..abc", ""] = b"delta"
    shelf.bodies["old..abc", "gzip"] = b"gz delta"
    return shelf


def test_a_reader_that_takes_deltas_gets_one() -> None:
    """A-IM: feed with the tag of an earlier version gets 226 with what is new (RFC 3229, sections 5.5 and 10.5)."""
    answer = ask(a_delta(), if_none_match='"x", "old"', a_im="feed")
    headers = dict(answer.headers)
    assert (answer.status, answer.body) == (226, b"delta")
    assert headers["im"] == "feed"
    assert headers["etag"] == '"abc"'
    assert headers["delta-base"] == '"old"'
    assert headers["cache-control"] == "no-store, im"
    assert headers["vary"] == "Accept-Encoding, A-IM, If-None-Match"
    assert headers["content-length"] == "5"
    assert headers["link"].startswith("<https://post.example/feeds/all.rss>")


def test_a_delta_is_compressed_too() -> None:
    """A delta comes in the coding that the reader takes, and with its tag."""
    answer = ask(a_delta(), if_none_match='"old-gzip"', a_im="feed", accept_encoding="gzip")
    headers = dict(answer.headers)
    assert (answer.body, headers["etag"], headers["delta-base"]) == (b"gz delta", '"abc-gzip"', '"old-gzip"')


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"if_none_match": '"old"'}, 200),
        ("GET", {"if_none_match": '"older"', "a_im": "feed"}, 200),
        ("GET", {"a_im": "feed"}, 200),
        ("GET", {"if_none_match": '"old"', "a_im": "vcdiff, gzip"}, 200),
        ("GET", {"if_none_match": '"old"', "a_im": "feed;q=0"}, 200),
        ("GET", {"if_none_match": '"old"', "a_im": "vcdiff, Feed;q=0.5"}, 226),
        ("GET", {"if_none_match": '"old", "abc"', "a_im": "feed"}, 304),
        ("GET", {"if_none_match": '"old"', "a_im": "feed", "user_agent": "rss2email/3.14 (https://…)"}, 200),
        ("HEAD", {"if_none_match": '"old"', "a_im": "feed"}, 200),
    ],
)
def test_a_delta_has_to_be_asked_for(method: str, headers: dict[str, str], status: int) -> None:
    """226 only for a GET that takes it and names a version that is known; a current one is still a 304."""
    assert ask(a_delta(), method=method, **headers).status == status


def test_a_delta_that_is_no_help_is_not_sent() -> None:
    """Where all entries are new the whole document is sent."""
    shelf = a_delta()
    shelf.bodies["old..abc", ""] = b""
    assert ask(shelf, if_none_match='"old"', a_im="feed").status == 200


def test_headers_of_requests_are_read_as_they_are_written() -> None:
    """Lists of tags, dates and manipulations, and what is none."""
    assert tags('W/"a", "b,c" ,"d"') == ('"a"', '"b,c"', '"d"')
    assert etag_in('"abc-br"') == etag_in('"abc"') == "abc"
    assert seconds("Thu, 01 Jan 1970 00:00:10 GMT") == 10
    assert not wants_delta(None)
