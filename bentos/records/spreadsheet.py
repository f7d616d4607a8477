"""Cells that a spreadsheet shows as text instead of running them as a formula."""

# What opens a formula in Excel, LibreOffice and Google Sheets (OWASP, CSV Injection), full-width signs too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """The cell with a leading apostrophe where a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
