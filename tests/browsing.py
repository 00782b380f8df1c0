"""A report's page in a browser, as the tests of the invented report and of the published one open it."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route


def visit(browser: Browser, reports: Path, language: str = "en", width: int = 1280, **options: Any) -> Page:
    """Return the page, opened from its file with the network refused; what it asks for or complains of is kept."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.asked, page.said = [], []  # type: ignore[attr-defined]

    def refuse(route: Route) -> None:
        page.asked.append(route.request.url)  # type: ignore[attr-defined]
        route.abort()

    page.route("http*://**", refuse)
    page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    page.goto((reports / f"report.{language}.html").as_uri())
    return page


def opened(browser: Browser, reports: Path, language: str, width: int, mode: str) -> Page:
    """Return the page, light or dark, with the tables behind all figures open."""
    page = visit(browser, reports, language, width, color_scheme=mode)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    return page


def violations(page: Page, *context: str, **options: Any) -> list[str]:
    """Return what axe-core finds wrong; it is loaded by the browser's own door, which no policy of the page closes."""
    found = (
        Axe().run(page, *context, options={"resultTypes": ["violations"]} | options).response["violations"]
    )
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def tries_to_reach_out(page: Page) -> bool:
    """Return whether a script or a picture that something puts into the page runs, or reaches the network."""
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.broken = true";
        document.body.append(script);
        document.body.setAttribute("onclick", "window.broken = true");
        const image = new Image();
        image.src = "https://exemple.fr/pixel.png";
    }""")
    page.locator("h2").first.click()
    reached = page.evaluate("fetch('https://exemple.fr/').then(() => true, () => false)")
    return bool(reached or page.evaluate("window.broken") is not None or page.asked)  # type: ignore[attr-defined]
