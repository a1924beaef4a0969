// A frame that is drawn on the page becomes the numbers of the next empty area. Without it the numbers are typed.
const page = document.querySelector("[data-draw]");
const rows = [...document.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("input")]);
const SIDES = ["x", "y", "width", "height"];
const NAMESPACE = "http://www.w3.org/2000/svg";

if (page) {
  const drawing = page.querySelector("svg");
  const frames = rows.map(() => {
    const frame = document.createElementNS(NAMESPACE, "rect");
    frame.setAttribute("class", "cover-box cover-box-new");
    drawing.append(frame);
    return frame;
  });

  const show = (row) => {
    const sides = rows[row].map((input) => Number.parseFloat(input.value));
    const whole = sides.every((side) => Number.isFinite(side));
    SIDES.forEach((name, place) => frames[row].setAttribute(name, whole ? sides[place] / 100 : 0));
  };
  const fill = (row, sides) => {
    rows[row].forEach((input, place) => { input.value = (sides[place] * 100).toFixed(1); });
    show(row);
  };
  const at = (event) => {
    const box = page.getBoundingClientRect();
    const part = (place, size) => Math.min(1, Math.max(0, place / size));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  };

  let begun = null;
  page.addEventListener("pointerdown", (event) => {
    const empty = rows.findIndex((inputs) => inputs.every((input) => !input.value));
    if (event.button || event.pointerType === "touch") return; // a finger scrolls
    begun = { row: empty < 0 ? rows.length - 1 : empty, from: at(event) };
    page.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  page.addEventListener("pointermove", (event) => {
    if (!begun) return;
    const here = at(event);
    const corner = begun.from.map((side, place) => Math.min(side, here[place]));
    const size = begun.from.map((side, place) => Math.abs(side - here[place]));
    fill(begun.row, [...corner, ...size]);
  });
  page.addEventListener("pointerup", () => {
    if (!begun) return;
    const [, , width, height] = rows[begun.row].map((input) => Number.parseFloat(input.value));
    if (!(width > 0.3 && height > 0.3)) { // a slip of the hand
      rows[begun.row].forEach((input) => { input.value = ""; });
      show(begun.row);
    }
    begun = null;
  });
  rows.forEach((inputs, row) => {
    inputs.forEach((input) => input.addEventListener("input", () => show(row)));
    show(row);
  });
  page.classList.add("cover-page-drawn");
  document.querySelector("[data-draw-hint]").hidden = false;
}
