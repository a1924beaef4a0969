"""Everything that a stranger can reach by following links."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from tests.instance import Instance
from tests.visitor import Page, Visitor

LANGUAGES = ("en", "et", "lt", "lv", "pl", "uk")
#: Pages with no end of addresses, or with forms of their own.
NOT_FOLLOWED = ("/static/", "/local/", "/accounts/", "/admin/")
MOST = 800


def everything(instance: Instance, *, starting_at: tuple[str, ...]) -> dict[str, Page]:
    """Each address with its page, all of them fetched by one visitor without cookies."""
    visitor = Visitor(instance.url)
    found: dict[str, Page] = {}
    waiting = [urljoin(instance.url, address) for address in starting_at]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        visitor.session.cookies.clear()
        found[address] = page = visitor.open(address)
        assert len(found) < MOST, "the public pages have no end"
        waiting += [each for each in _links(instance, page) if each not in found]
    return found


def _links(instance: Instance, page: Page) -> list[str]:
    if "html" not in page.response.headers["Content-Type"]:
        return []
    addresses = [
        urldefrag(urljoin(page.url, link)).url
        for link in page.tree.xpath("//a/@href | //link/@href")
    ]
    ours = [each for each in addresses if each.startswith(f"{instance.url}/")]
    return [each for each in ours if not each.removeprefix(instance.url).startswith(NOT_FOLLOWED)]
