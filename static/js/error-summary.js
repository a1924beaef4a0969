// Browsers older than autofocus on any element: move to the summary, so that it is read first.
const summary = document.querySelector("[data-error-summary]");
if (summary && document.activeElement !== summary) {
  summary.focus();
}
