"""The pages that are shipped, and how they are read."""

import tomllib
from pathlib import Path

import pytest

from phantomscope.assets import resource
from phantomscope.gui.help.library import CONTENTS, HelpLibrary


@pytest.fixture(scope="module")
def shipped() -> HelpLibrary:
    return HelpLibrary(resource(f"help/{CONTENTS}").parent)


def small(folder: Path, **pages: str) -> HelpLibrary:
    lines = ["# Group", *(f"- [x]({name}.md)" for name in pages)]
    (folder / CONTENTS).write_text("\n".join(lines), "utf-8")
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return HelpLibrary(folder)


def test_every_page_is_in_the_contents_and_has_a_title(shipped: HelpLibrary) -> None:
    files = {file.name for file in resource(f"help/{CONTENTS}").parent.glob("*.md")}
    assert {page.name for page in shipped.pages} == files - {CONTENTS}
    assert all(page.headings and page.headings[0].level == 1 for page in shipped.pages)
    assert len({page.title for page in shipped.pages}) == len(shipped.pages)


def test_every_internal_link_leads_somewhere(shipped: HelpLibrary) -> None:
    broken = [
        f"{page.name}: {link}"
        for page in shipped.pages
        for link in page.links
        if not link.startswith("https://") and not shipped.resolves(link, page.name)
    ]
    assert not broken


def test_external_links_are_encrypted_and_go_to_publishers_alone(shipped: HelpLibrary) -> None:
    links = {link for page in shipped.pages for link in page.links if "://" in link}
    assert links
    assert all(link.startswith("https://") for link in links)
    assert all(
        page.name in ("protocols.md", "start.md") for page in shipped.pages for _ in _external(page.links)
    )


def test_no_anchor_is_there_twice_on_a_page(shipped: HelpLibrary) -> None:
    for page in shipped.pages:
        anchors = [heading.anchor for heading in page.headings if heading.anchor]
        assert len(anchors) == len(set(anchors)), page.name


def test_names_of_anchors_are_not_shown(shipped: HelpLibrary) -> None:
    assert not [page.name for page in shipped.pages if "{#" in page.markdown]


def test_a_search_wants_all_words_and_puts_titles_first(tmp_path: Path) -> None:
    library = small(
        tmp_path,
        a="# One\nnoise and dose",
        b="# Noise\ntext",
        c="# Three\nnoise noise noise",
        d="# Four\ndose",
    )
    assert [page.name for page in library.search("NOISE")] == ["b.md", "c.md", "a.md"]
    assert [page.name for page in library.search("noise dose")] == ["a.md"]
    assert library.search("nothing of the kind") == ()
    assert library.search("  ") == library.pages


def test_a_search_does_not_see_where_links_lead(tmp_path: Path) -> None:
    library = small(tmp_path, a="# One\n[text](secret.md)")
    assert library.search("secret") == ()
    assert library.search("text")


def test_headings_in_code_are_none(tmp_path: Path) -> None:
    page = small(tmp_path, a="# One {#one}\n```\n# no heading\n```\n## Two").first
    assert [(heading.text, heading.anchor, heading.level) for heading in page.headings] == [
        ("One", "one", 1),
        ("Two", "", 2),
    ]


def test_links_within_the_page_and_to_others(tmp_path: Path) -> None:
    library = small(tmp_path, a="# A {#a}", b="# B")
    assert library.resolves("#a", "a.md")
    assert library.resolves("a.md#a", "b.md")
    assert not library.resolves("b.md#a")
    assert not library.resolves("c.md")


def _external(links: tuple[str, ...]) -> list[str]:
    return [link for link in links if "://" in link]


def test_the_pages_go_into_the_wheel_and_into_the_built_program() -> None:
    root = Path(__file__).parents[3]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["resources"] == "phantomscope/resources"
    spec = (root / "packaging" / "phantomscope.spec").read_text("utf-8")
    assert '(str(freeze.ROOT / "resources"), "phantomscope/resources")' in spec
