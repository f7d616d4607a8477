"""What the README says beside its commands, and the French README in step with it."""

import re

from tests.docs.pages import Page, commands

ENGLISH, FRENCH = Page("README.md"), Page("README.fr.md")


def test_the_french_readme_has_the_same_commands() -> None:
    english, french = ([commands(block) for block in page.blocks] for page in (ENGLISH, FRENCH))
    assert french == english != []


def test_the_french_readme_has_the_same_structure_and_links() -> None:
    assert [signs for signs, _ in FRENCH.headings] == [signs for signs, _ in ENGLISH.headings]
    assert [target for target in FRENCH.links if target != ENGLISH.name] == [
        target for target in ENGLISH.links if target != FRENCH.name
    ]


def test_the_results_are_the_same_wherever_they_stand() -> None:
    results = re.compile(r"<!-- results -->\n(.+)<!-- /results -->", re.DOTALL)
    pages = (ENGLISH, FRENCH, Page("train/MODEL_CARD.md"))
    [first], *others = (results.findall(page.text) for page in pages)
    assert others == [[first]] * len(others)
