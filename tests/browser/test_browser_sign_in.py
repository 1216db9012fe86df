"""Sign-in with a provider of OpenID Connect that runs on this machine: who may see the page, import, and come back."""

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests import shared
from tests.browser.conftest import SERVER_TIMEOUT_S, TIMEOUT_MS, start_server
from tests.browser.dashboard import Dashboard
from tests.local_server import free_port

SECRET: Final = 2 * "0123456789abcdef"
SOON_MS: Final = 10_000
"""The page is never hidden for as long as this while it loads."""
PATH: Final = "basewatch"
"""The page has a path, as behind a server with several pages."""
VARIABLES: Final = {
    "BASEWATCH_SIGN_IN": "on",
    "BASEWATCH_ALLOWED_DOMAINS": "example.org",
    "BASEWATCH_ALLOWED_GROUPS": "analysts",
    "BASEWATCH_IMPORT_GROUPS": "importers",
    "BASEWATCH_LOG": "json",
}
PEOPLE: Final[list[dict[str, Any]]] = [
    {"sub": "ann", "email": "ann@example.org", "email_verified": True, "groups": ["importers"]},
    {"sub": "bob", "email": "bob@example.org", "email_verified": True},
    {"sub": "carl", "email": "carl@example.org.elsewhere.example", "email_verified": True, "groups": ["importers"]},
    {"sub": "dora", "email": "dora@example.org", "email_verified": False},
    {"sub": "eve", "email": "eve@elsewhere.example", "email_verified": True, "groups": ["analysts"]},
]


@dataclass
class Signed:
    """A server with sign-in: the page's address, and the files of its log and audit."""

    url: str
    log: Path
    audit: Path


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider, who knows `PEOPLE`."""
    port = free_port()
    claims = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    log = tmp_path_factory.mktemp("provider") / "log.txt"
    process = shared.start([sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims], log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(10 * SERVER_TIMEOUT_S):
        if _status(f"{address}/.well-known/openid-configuration") == 200:
            break
        time.sleep(0.1)
    else:
        pytest.fail(log.read_text(encoding="utf-8"))
    yield address
    shared.end(process.pid)


@pytest.fixture(scope="module")
def signed(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    folder = tmp_path_factory.mktemp("signed")
    port = free_port()
    values = {
        "redirect_uri": f"http://127.0.0.1:{port}/{PATH}/oauth2callback",
        "cookie_secret": SECRET,
        "client_id": "basewatch",
        "client_secret": "of the client",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }
    secrets = folder / "secrets.toml"
    secrets.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in values.items()))
    log, audit = folder / "log.txt", folder / "audit.jsonl"
    variables = {**VARIABLES, "BASEWATCH_AUDIT": str(audit)}
    options = {"server.port": port, "server.baseUrlPath": PATH, "secrets.files": secrets}
    process, url = start_server(log, options=options, variables=variables)
    yield Signed(url, log, audit)
    shared.end(process)


@pytest.fixture
def visit(browser: Browser, signed: Signed) -> Iterator[Callable[[str], Page]]:
    """Open a link of the server, in a browser without cookies."""
    with browser.new_context(viewport={"width": 1600, "height": 1000}, accept_downloads=True) as context:
        context.set_default_timeout(TIMEOUT_MS)

        def opened(query: str = "") -> Page:
            page = context.new_page()
            page.goto(f"{signed.url}/{query}")
            return page

        yield opened


def sign_in(page: Page, who: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who, exact=True).click()


def test_nothing_is_shown_before_the_sign_in(visit: Callable[..., Page]) -> None:
    page = visit("?country=Jordan")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".bw-sign-in")).to_have_text("Sign in to see this page.")
    Dashboard(page).expect_idle()
    assert page.locator("iframe, h1, .bw-events, .bw-timeline").count() == 0
    assert not page.get_by_test_id("stSidebar").is_visible()


def test_who_is_allowed_comes_to_the_page_of_the_link(visit: Callable[..., Page]) -> None:
    page = visit("?country=Jordan&find=tower+22&measure=party")
    sign_in(page, "ann")
    page.wait_for_url("**/?country=Jordan&find=tower+22&measure=party")
    dashboard = Dashboard(page)
    dashboard.expect_drawn()
    assert dashboard.link() == {"country": ["Jordan"], "find": ["tower 22"], "measure": ["party"]}
    expect(page.locator(".st-key-account")).to_contain_text("ann@example.org")
    expect(page.get_by_role("button", name="Import")).to_be_visible()


def test_another_tab_is_signed_in_with_its_own_link(visit: Callable[..., Page]) -> None:
    page = visit("?country=Iraq")
    sign_in(page, "bob")
    Dashboard(page).expect_drawn()
    other = visit("?country=Syria")
    Dashboard(other).expect_drawn()
    assert Dashboard(other).link() == {"country": ["Syria"]}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("carl", "carl@example.org.elsewhere.example may not see this page."),
        ("dora", "Your email address is not verified by your provider"),
    ],
)
def test_who_is_not_allowed_gets_a_sentence_and_can_sign_out(who: str, reason: str, visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, who)
    expect(page.locator(".bw-sign-in")).to_contain_text(reason)
    assert page.locator("iframe").count() == 0
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    sign_in(page, "bob")
    Dashboard(page).expect_drawn()


def test_a_group_opens_the_page_and_another_the_import(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "eve")
    Dashboard(page).expect_drawn()
    expect(page.get_by_role("button", name="Export")).to_be_visible()
    assert page.get_by_role("button", name="Import").count() == 0


def test_after_signing_out_nothing_is_shown_and_no_file_is_served(visit: Callable[..., Page], signed: Signed) -> None:
    page = visit("?mode=briefing")
    sign_in(page, "bob")
    page.wait_for_url("**/?mode=briefing")
    with page.expect_response("**/media/*") as answered:
        page.get_by_role("button", name="Vector (SVG)").click()
    address = answered.value.url
    assert page.context.request.get(address).status == 200
    assert _status(address) == 403
    audited = json.loads(signed.audit.read_text(encoding="utf-8").splitlines()[-1])
    assert (audited["what"], audited["who"], audited["format"]) == ("export", "bob@example.org", "svg")
    assert audited["view"] == "mode=briefing"

    page.get_by_role("button", name="Back to the dashboard").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.context.request.get(address).status == 403


def test_another_tab_is_signed_out_when_it_is_reloaded(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "bob")
    Dashboard(page).expect_drawn()
    other = visit("?country=Syria")
    Dashboard(other).expect_drawn()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    other.reload()
    expect(other.locator(".bw-sign-in")).to_have_text("Sign in to see this page.")


def test_an_expired_sign_in_leads_to_the_next(visit: Callable[..., Page], signed: Signed) -> None:
    page = visit()
    _set_cookie(page.context, signed.url, exp=int(time.time()) - 1)
    page.goto(f"{signed.url}/?country=Jordan")
    expect(page.locator(".bw-sign-in")).to_contain_text("Your sign-in has expired.")
    sign_in(page, "ann")
    page.wait_for_url("**/?country=Jordan")
    Dashboard(page).expect_drawn()


def test_a_cookie_that_somebody_made_is_none(visit: Callable[..., Page], signed: Signed) -> None:
    page = visit()
    _set_cookie(page.context, signed.url, secret="f" * 32, exp=int(time.time()) + 600)
    page.reload()
    expect(page.locator(".bw-sign-in")).to_have_text("Sign in to see this page.")


def test_a_signed_out_session_cannot_upload(visit: Callable[..., Page], signed: Signed) -> None:
    page = visit()
    expect(page.locator(".bw-sign-in")).to_be_visible()
    answer = page.context.request.put(f"{signed.url}/_stcore/upload_file/session/file", data="x")
    assert (answer.status, answer.text()) == (403, "Sign in to use this address.")


def test_the_log_names_nobody(visit: Callable[..., Page], signed: Signed) -> None:
    page = visit("?find=a-word-that-is-searched")
    sign_in(page, "ann")
    page.wait_for_url("**/?find=a-word-that-is-searched")
    expect(page.locator(".st-key-account")).to_be_visible()
    Dashboard(page).expect_idle()
    lines = [json.loads(line) for line in signed.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    runs = [line for line in lines if line["what"] == "page run"]
    assert runs
    assert all(run["session"] and run["run"] and run["ms"] > 0 for run in runs)
    text = signed.log.read_text(encoding="utf-8")
    for personal in ("@example.org", "a-word-that-is-searched", "127.0.0.1:", "WebSocket"):
        assert personal not in text.replace(origin(signed.url), "")


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _set_cookie(context: BrowserContext, url: str, *, exp: int, secret: str = SECRET) -> None:
    claims = {
        "email": "ann@example.org",
        "email_verified": True,
        "exp": exp,
        "is_logged_in": True,
        "origin": origin(url),
    }
    value = create_signed_value(secret, "_streamlit_user", json.dumps(claims)).decode()
    context.add_cookies([{"name": "_streamlit_user", "value": value, "url": url}])


def _status(url: str) -> int:
    """Return the status that a visitor without cookies gets; 0 where nothing answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
