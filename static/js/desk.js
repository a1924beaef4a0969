// Alt and a letter press the button that carries it, or open its form: the same in every browser.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const meant = document.querySelector(`[data-key="${event.code.slice(3).toLowerCase()}"]`);
  if (!meant) return;
  event.preventDefault();
  if (meant.matches("button")) {
    meant.click();
  } else {
    meant.open = true;
    meant.querySelector("textarea, input:not([type=hidden])").focus();
  }
});
