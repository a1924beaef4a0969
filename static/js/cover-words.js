// Words that are marked with the mouse go into the form: which answer, which words, which time they stand there.
const offer = document.querySelector("[data-cover-offer]");

const marked = () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const answer = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-answer]");
  const within = answer(range.startContainer);
  if (!within || within !== answer(range.endContainer)) return null;
  const words = range.toString();
  return words.trim() ? { within, range, words } : null;
};

const takeOver = ({ within, range, words }) => {
  const before = document.createRange();
  before.setStart(within, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length + (words.length - words.trimStart().length);
  const wanted = words.trim();
  let time = 0;
  for (let at = within.textContent.indexOf(wanted); at >= 0 && at <= start; at = within.textContent.indexOf(wanted, at + wanted.length)) time += 1;
  document.querySelector(`input[name=question][value="${CSS.escape(within.dataset.answer)}"]`).checked = true;
  document.getElementById("id_words").value = wanted;
  document.getElementById("id_which").value = time || 1;
  document.getElementById("id_words").focus();
};

if (offer) {
  document.querySelector("[data-cover-hint]").hidden = false;
  document.addEventListener("selectionchange", () => { offer.hidden = !marked(); });
  // The mouse goes down on the button before it is pressed, and that would end the marking.
  offer.addEventListener("pointerdown", (event) => event.preventDefault());
  offer.addEventListener("click", () => {
    const found = marked();
    if (found) takeOver(found);
  });
}
