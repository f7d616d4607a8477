"""The keys of the page: which press which button, or lead to which field."""

# By the id of the component. Each is shown on what it presses.
KEYS = {
    "review-accept": "a",
    "review-correct": "c",
    "review-reject": "r",
    "review-skip": "s",
    "review-undo": "u",
    "review-reason": "w",
    "review-lineage": "l",
}


def key(component: str) -> str:
    """The key of a component, as it is shown."""
    return KEYS[component].upper()
