// Alt and a letter press the button that carries it, or open its form: the same in every browser.
// Never while somebody types: there, Alt and a letter may be a letter of their language.
const OFF = "desk-keys-off";
const isOff = () => localStorage.getItem(OFF) === "yes";

const types = (where) =>
  where.isContentEditable ||
  where.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

document.addEventListener("keydown", (event) => {
  if (isOff() || types(event.target)) return;
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

// In a form that a key opens, a digit chooses; where nothing else must be said, that sends it too.
// What was typed in a text field goes with Ctrl and Enter.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const form = target.form;
  if (isOff() || event.altKey || event.metaKey || !form?.closest("details[data-key]")) return;
  if (event.ctrlKey) {
    if (key !== "Enter" || !target.matches("textarea")) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!target.matches("[type=radio]") || !/^[1-9]$/.test(key)) return;
  const fields = [...form.elements];
  const choices = fields.filter((each) => each.name === target.name);
  const chosen = choices[key - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  const after = fields.slice(fields.indexOf(choices.at(-1)) + 1);
  const next = after.find((each) => each.required);
  if (next) next.focus();
  else form.requestSubmit();
});

const help = document.querySelector("[data-keys]");
if (help) {
  const show = () => {
    document.body.classList.toggle("has-no-keys", isOff());
    for (const each of document.querySelectorAll("[data-keys-said], [aria-keyshortcuts]")) {
      each.dataset.keysSaid ??= each.getAttribute("aria-keyshortcuts");
      if (isOff()) each.removeAttribute("aria-keyshortcuts");
      else each.setAttribute("aria-keyshortcuts", each.dataset.keysSaid);
    }
    for (const each of help.querySelectorAll("[data-when]")) {
      each.hidden = (each.dataset.when === "off") !== isOff();
    }
  };
  for (const each of help.querySelectorAll("button")) {
    each.addEventListener("click", () => {
      localStorage.setItem(OFF, isOff() ? "no" : "yes");
      show();
      help.querySelector("[data-when]:not([hidden]) button").focus();
    });
  }
  help.hidden = false;
  show();
}
