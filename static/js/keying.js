// Enter goes to the next box, as in a table, and sends nothing by mistake.
const form = document.querySelector("[data-keying]");

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  const boxes = [...form.querySelectorAll("input[type=text], input[type=email], button")];
  const here = boxes.indexOf(event.target);
  const next = here < 0 ? event.target.closest("fieldset.key-line")?.nextElementSibling?.querySelector("input[type=text]") : boxes[here + 1];
  next?.focus();
});
