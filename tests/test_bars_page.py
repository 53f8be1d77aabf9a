"""The page for people in Chromium: every button and link of the published example newsroom does what it says.

The page is served on loopback by a server that knows nothing but files, in place of the newsroom's own site.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "examples" / "newsroom"
SITE = "https://harbourpost.example"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# What a reader would show, in place of the reader.
READER = "<!DOCTYPE html><html lang=en><title>A reader</title><link rel=icon href=data:,><h1>A reader</h1>"

PATIENCE = 20_000  # milliseconds
expect.set_options(timeout=PATIENCE)

Open = Callable[..., AbstractContextManager[Page]]


class Silent(SimpleHTTPRequestHandler):
    """A server of files that does not write of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        # A container has no user namespaces for the sandbox; nothing is visited but what these tests wrote.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def published(folder: Path, **environment: str) -> Iterator[str]:
    """The newsroom published below `folder` and served on loopback, its images too: the page's address."""
    newsroom = folder / "newsroom"
    shutil.copytree(NEWSROOM, newsroom, ignore=shutil.ignore_patterns("public", ".masthead"))
    public = newsroom / "public"
    shutil.copytree(newsroom / "images", public / "images")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(public))) as server:
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        for path in [newsroom / "masthead.toml", *(newsroom / "articles").rglob("*.*")]:
            path.write_text(path.read_text("utf-8").replace(SITE, origin), "utf-8")
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795348800", **environment}
        command = [sys.executable, "-m", "publish", "build"]
        done = subprocess.run(command, cwd=newsroom, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"{origin}/feeds/feeds.html"
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page in English."""
    with published(tmp_path_factory.mktemp("en")) as address:
        yield address


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page in Traditional Chinese."""
    with published(tmp_path_factory.mktemp("zh"), MASTHEAD_PUBLICATION_LANGUAGE="zh-Hant-HK") as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, address: str) -> Open:
    """Opens the page in a context of its own; at the end nothing was wrong and no other server was asked.

    Only where a click is to lead away (`leaves`) is a reader in another place visited, and it is a stand-in.
    """

    @contextmanager
    def opened(*, at: str = address, script: str = "", leaves: bool = False, **options: Any) -> Iterator[Page]:
        context = browser.new_context(**options)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        if script:
            context.add_init_script(script)
        origin, wrong = at.partition("/feeds/")[0], list[str]()

        def elsewhere(route: Route) -> None:
            if leaves and route.request.is_navigation_request():
                route.fulfill(body=READER, content_type="text/html")
            else:
                wrong.append(f"asked for {route.request.url}")
                route.abort()

        context.route(lambda url: not url.startswith(origin) and not url.startswith("data:"), elsewhere)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        )
        page.goto(at)
        yield page
        context.close()
        assert wrong == []

    return opened


def clipboard(page: Page) -> str:
    """What was copied."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def feed(page: Page, number: int = 0) -> Locator:
    """One feed of the list."""
    return page.locator("li.feed").nth(number)


def violations(page: Page, part: str | None = None) -> list[tuple[str, str]]:
    """What axe-core finds wrong, in the whole page or a part of it: the rule, and the first element that breaks it."""
    options = {"rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_the_page_is_whole(open_page: Open, address: str) -> None:
    """Every image is shown, and every feed and list it links to is there."""
    with open_page() as page:
        images = page.locator("img")
        for image in images.all():
            image.scroll_into_view_if_needed()
            page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
        assert images.count() >= 4
        hrefs = page.eval_on_selector_all(".formats a, footer a, link[rel=alternate]", "all => all.map(a => a.href)")
        assert {page.request.get(href).status for href in hrefs} == {200}
        assert len(hrefs) > 80


@pytest.mark.slow
def test_every_copy_button_copies_its_feeds_address(open_page: Open) -> None:
    """The preferred document's, as it is written; the button says so, and so does the region that is read out."""
    with open_page() as page:
        number = page.locator("li.feed").count()
        for each in range(number):
            feed(page, each).locator(".copy").click()
            expect(feed(page, each).locator(".copy")).to_have_text("Copied")
            assert clipboard(page) == feed(page, each).locator(".formats a").first.get_attribute("href")
        assert number == 27
        expect(page.get_by_role("status")).to_have_text("Copied")


@pytest.mark.slow
def test_the_snippet_is_copied_whole(open_page: Open) -> None:
    """As lines of HTML that can be pasted."""
    with open_page() as page:
        page.get_by_role("link", name="For your own site").click()
        page.locator(".snippet .copy").click()
        expect(page.locator(".snippet .copy")).to_have_text("Copied")
        lines = clipboard(page).splitlines()
        assert len(lines) == 4
        assert all(line.startswith('<link rel="alternate" type="application/rss+xml" title="The') for line in lines)


@pytest.mark.slow
def test_without_the_clipboards_leave_copying_goes_on(open_page: Open) -> None:
    """On a site without HTTPS there is no clipboard to write to: the older way copies the same."""
    with open_page(script="delete Navigator.prototype.clipboard") as page:
        feed(page).locator(".copy").click()
        expect(feed(page).locator(".copy")).to_have_text("Copied")
        expect(feed(page).locator(".copy")).to_be_focused()
        page.locator("#find").press("Control+v")
        expect(page.locator("#find")).to_have_value(str(feed(page).locator(".formats a").first.get_attribute("href")))


@pytest.mark.slow
def test_where_nothing_may_be_copied_the_address_is_selected(open_page: Open) -> None:
    """Ready to be copied by hand, and said so."""
    script = "delete Navigator.prototype.clipboard; document.execCommand = () => false"
    with open_page(script=script) as page:
        feed(page, 1).locator(".copy").click()
        field = feed(page, 1).locator("textarea")
        expect(field).to_be_focused()
        selected = page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)")
        assert selected == feed(page, 1).locator(".formats a").first.get_attribute("href")
        expect(page.get_by_role("status")).to_contain_text("Ctrl+C")


def test_a_menu_opens_and_closes_by_keyboard(open_page: Open) -> None:
    """Enter opens it, Tab goes through it, Escape closes it and goes back; leaving it closes it too."""
    with open_page() as page:
        summary, menu = feed(page).locator("summary"), feed(page).locator(".menu")
        summary.focus()
        page.keyboard.press("Enter")
        expect(menu).to_have_attribute("open", "")
        for name in ("App on this device", "Feedly", "Inoreader"):
            page.keyboard.press("Tab")
            expect(menu.get_by_role("link", name=name)).to_be_focused()
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()
        page.keyboard.press("Space")
        expect(menu).to_have_attribute("open", "")
        for _ in range(6):
            page.keyboard.press("Tab")
        expect(feed(page).locator(".copy")).to_be_focused()
        expect(menu).not_to_have_attribute("open", "")


@pytest.mark.slow
def test_one_menu_is_open_at_a_time(open_page: Open) -> None:
    """Another one, or a click beside it, closes it."""
    with open_page() as page:
        feed(page).locator("summary").click()
        feed(page, 10).locator("summary").click()
        expect(page.locator(".menu[open]")).to_have_count(1)
        page.locator("h1").click()
        expect(page.locator(".menu[open]")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize("reader", ["Feedly", "Inoreader", "NewsBlur"])
def test_a_feed_opens_in_a_reader(reader: str, scripted: bool, open_page: Open) -> None:
    """It is given the feed's address, with or without script."""
    with open_page(leaves=True, java_script_enabled=scripted) as page:
        given = str(feed(page).locator(".formats a").first.get_attribute("href"))
        feed(page).locator("summary").click()
        feed(page).get_by_role("link", name=reader).click()
        page.wait_for_url(lambda url: reader.casefold() in url)
        assert unquote(page.url).endswith(given)


@pytest.mark.slow
def test_a_feed_opens_in_an_app(open_page: Open) -> None:
    """By the scheme that feed readers take; where none is installed, the click leaves the page as it is."""
    with open_page() as page:
        feed(page).locator("summary").click()
        link = feed(page).get_by_role("link", name="App on this device")
        assert link.get_attribute("href") == f"feed:{feed(page).locator('.formats a').first.get_attribute('href')}"
        link.click()
        expect(page.locator("h1")).to_be_visible()


def test_a_feed_opens_in_a_miniflux_of_ones_own(open_page: Open) -> None:
    """The page asks where it is, once: the next time the address is there."""
    with open_page(leaves=True) as page:
        given = str(feed(page).locator(".formats a").first.get_attribute("href"))
        feed(page).locator("summary").click()
        feed(page).get_by_role("link", name="Miniflux").click()
        field = page.get_by_label("Address of your Miniflux")
        expect(field).to_be_focused()
        expect(field).to_have_value("https://reader.miniflux.app")
        field.fill("https://news.example/miniflux/")
        page.keyboard.press("Enter")
        page.wait_for_url("https://news.example/**")
        assert unquote(page.url) == f"https://news.example/miniflux/bookmarklet?uri={given}"
        page.go_back()
        feed(page, 3).locator("summary").click()
        feed(page, 3).get_by_role("link", name="Miniflux").click()
        expect(field).to_have_value("https://news.example/miniflux")
        page.get_by_role("button", name="Cancel").click()
        expect(field).to_be_hidden()


@pytest.mark.slow
def test_an_address_that_is_none_opens_nothing(open_page: Open) -> None:
    """A script in place of one's Miniflux is refused before it is anything."""
    with open_page() as page:
        feed(page).locator("summary").click()
        feed(page).get_by_role("link", name="Miniflux").click()
        page.get_by_label("Address of your Miniflux").fill("javascript:alert(1)")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Address of your Miniflux")).to_be_visible()


def test_feeds_are_found_by_a_word(open_page: Open) -> None:
    """In title or description; families without a match step aside, and the number is read out."""
    with open_page() as page:
        page.get_by_label("Find a feed").fill("MEI")
        expect(page.locator("li.feed:visible .title")).to_have_text(["Mei Tsang"])
        expect(page.locator(".family:visible h2")).to_have_text(["Authors"])
        expect(page.get_by_role("status")).to_have_text("Feeds found: 1")
        page.get_by_label("Find a feed").fill("no feed is called so")
        expect(page.get_by_role("status")).to_have_text("Feeds found: 0")
        page.get_by_label("Find a feed").fill("")
        expect(page.locator("li.feed:visible")).to_have_count(27)


def test_without_script_everything_but_copying_and_finding(open_page: Open) -> None:
    """All feeds and links are there, menus open, and there is no button that does nothing."""
    with open_page(java_script_enabled=False) as page:
        assert page.locator("li.feed:visible").count() == 27
        assert page.locator(".formats a:visible").count() == 81
        assert page.locator("button:visible, input:visible, dialog:visible").count() == 0
        feed(page, 5).locator("summary").click()
        assert feed(page, 5).locator(".menu a:visible").count() == 5
        page.locator(".snippet summary").click()
        assert page.locator(".snippet code").is_visible()
        assert page.locator("noscript").is_visible()


@pytest.mark.slow
def test_the_first_stop_leads_to_the_feeds(open_page: Open) -> None:
    """A skip link for those who go by keyboard, hidden until they reach it."""
    with open_page() as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the feeds")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        expect(feed(page).locator("summary")).to_be_focused()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 820, 1280])
def test_nothing_is_wider_than_the_window(width: int, open_page: Open) -> None:
    """Nor is a menu that is open."""
    with open_page(viewport={"width": width, "height": 700}) as page:
        feed(page).locator("summary").click()
        page.evaluate("document.querySelectorAll('.fold').forEach(fold => (fold.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.slow
def test_on_paper_the_addresses_are_written_out(open_page: Open) -> None:
    """Without what only a screen can do."""
    with open_page() as page:
        page.emulate_media(media="print")
        assert page.locator("button:visible, input:visible, .menu:visible, nav:visible").count() == 0
        shown = page.evaluate("getComputedStyle(document.querySelector('.formats a'), '::after').content")
        assert urlsplit(shown.strip('" ')).path == "/feeds/all.rss"


@pytest.mark.slow
def test_no_other_script_runs(browser: Browser, address: str) -> None:
    """The page's own policy stops whatever would be smuggled in."""
    page = browser.new_page()
    page.goto(address)
    inject = "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    page.evaluate(inject)
    assert page.evaluate("window.ran") is None
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 700}},
        {"language": "zh-Hant"},
        {"language": "zh-Hant", "color_scheme": "dark", "viewport": {"width": 360, "height": 700}},
    ],
    ids=lambda options: "-".join(map(str, options.values())) or "light",
)
def test_axe_finds_no_violation(options: dict[str, Any], open_page: Open, address: str, chinese: str) -> None:
    """Every rule of axe-core for WCAG A and AA and its best practices, with what can be opened open."""
    at = chinese if "language" in options else address
    given = {name: value for name, value in options.items() if name != "language"}
    with open_page(at=at, **given) as page:
        page.evaluate("document.querySelectorAll('.fold').forEach(fold => (fold.open = true))")
        assert violations(page) == []
        feed(page, 2).locator("summary").click()
        assert violations(page, ".menu[open]") == []
        feed(page, 2).get_by_role("link", name="Miniflux").click()
        assert violations(page, "dialog") == []


@pytest.mark.slow
def test_the_page_speaks_chinese(open_page: Open, chinese: str) -> None:
    """Its buttons, and what is read out."""
    with open_page(at=chinese) as page:
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
        feed(page).get_by_role("button", name="複製").click()
        expect(page.get_by_role("status")).to_have_text("已複製")
        expect(feed(page).locator("summary")).to_have_text("訂閱")
