// The keys of the page: each presses a button, or goes to a field, that is to be seen; none while somebody writes.
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const written = event.target.closest("textarea, input:not([type=radio]), select, [contenteditable]");
    if (written) {
      if (event.key === "Escape") written.blur();
      return;
    }
    const found = document.getElementById(KEYS[event.key.toLowerCase()]);
    if (!found || !found.checkVisibility()) return;
    event.preventDefault();
    const field = found.querySelector("textarea, input");
    if (field) field.focus();
    // A key that is held down judges once.
    else if (!event.repeat) found.click();
  });
})();
