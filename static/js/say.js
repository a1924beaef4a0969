// What is said is written while it is heard: keys for the player and for the lines, and what is
// typed is saved. Without this the fields and the buttons of each line do the same.
const player = document.querySelector("[data-player]");
const form = document.querySelector("[data-lines]");
const moment = document.querySelector("#id_moment");
const said = document.querySelector("[data-state]");
const isOff = () => localStorage.getItem("desk-keys-off") === "yes";
const [BACK, PAUSE, CLOCK] = [3, 3000, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }];
let [isWaiting, isLeaving, timer, sending] = [false, false, 0, false];
const two = (number) => String(number).padStart(2, "0");

function clock(seconds) {
  const at = Math.round(seconds * 1000);
  const [hours, minutes] = [Math.floor(at / 3_600_000), Math.floor(at / 60_000) % 60];
  const told = `${two(minutes)}:${two(Math.floor(at / 1000) % 60)}.${String(at % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${told}` : told;
}
const seconds = (told) => told.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const field = (line, part) => line.querySelector(`[name^="${part}-"]`);
const lines = () => [...form.querySelectorAll("[data-line]")];

// The line in which somebody writes, or the one that is heard.
function here() {
  const own = document.activeElement?.closest("[data-line]");
  if (own) return own;
  const now = player.currentTime;
  return lines().find((each) => seconds(field(each, "start").value) <= now && now < seconds(field(each, "end").value)) ?? lines().at(-1);
}

const show = () => {
  if (document.activeElement !== moment) moment.value = clock(player.currentTime);
};
const seek = (at) => {
  if (Number.isFinite(at)) player.currentTime = Math.max(0, at);
  show();
};
const mark = (part) => (line) => {
  field(line, part).value = clock(player.currentTime);
  typed();
};
const press = (what) => (line) => {
  const words = field(line, "text");
  if (what === "cut") {
    form.querySelector("[data-caret]").value = document.activeElement === words ? [...words.value.slice(0, words.selectionStart)].length : "";
    moment.value = clock(player.currentTime);
  }
  line.querySelector(`button[type=submit][data-do="${what}"]`)?.click();
};
const step = (by) => (line) => {
  const all = lines();
  const next = all[all.indexOf(line) + by];
  if (!next) return;
  field(next, "text").focus();
  seek(seconds(field(next, "start").value || "0"));
};
const ACTS = {
  play: () => (player.paused ? player.play() : player.pause()),
  back: () => seek(player.currentTime - BACK),
  hear: (line) => {
    seek(seconds(field(line, "start").value));
    player.play();
  },
  begins: mark("start"),
  ends: mark("end"),
  cut: press("cut"),
  join: press("join"),
  before: step(-1),
  after: step(1),
  save: () => form.requestSubmit(document.querySelector('button[form="lines"][value="save"]')),
};
const KEYS = {
  F2: "play", F4: "back", F8: "begins", F9: "ends", "Ctrl Enter": "cut",
  "Ctrl Shift Enter": "join", "Alt ArrowUp": "before", "Alt ArrowDown": "after", "Ctrl s": "save",
};

if (player && form && moment) {
  for (const each of document.querySelectorAll("[data-do]")) each.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.metaKey || event.isComposing) return;
    const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"].filter(Boolean);
    const act = KEYS[[...held, event.key].join(" ")];
    if (!act) return;
    event.preventDefault();
    ACTS[act](here());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const act = button?.dataset.do;
    // By mouse the moment is the one of its field, as it is without this script.
    if (!button || button.type === "submit" && !["begins", "ends"].includes(act)) return;
    event.preventDefault();
    if (act === "begins" || act === "ends") {
      field(button.closest("[data-line]"), act === "begins" ? "start" : "end").value = moment.value || clock(player.currentTime);
      typed();
    } else ACTS[act](button.closest("[data-line]"));
  });
  for (const what of ["timeupdate", "seeked", "pause"]) player.addEventListener(what, show);
  form.addEventListener("input", () => typed());
  form.addEventListener("submit", () => (isLeaving = true));
  addEventListener("pageshow", () => (isLeaving = false));
  addEventListener("beforeunload", (event) => {
    if (isLeaving || !isWaiting) return;
    event.preventDefault();
  });
  addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => document.hidden && isWaiting && keep());
  if (form.dataset.at) seek(Number(form.dataset.at) / 1000);
}

function tell(what, sentence = said.dataset[what]) {
  const time = new Date().toLocaleTimeString(document.documentElement.lang, CLOCK);
  const words = sentence.replace("{time}", time);
  if (said.textContent !== words) said.textContent = words;
}

function typed() {
  if (!isWaiting) tell("waits");
  isWaiting = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

// What was typed, whatever the page adds of its own.
const words = () => JSON.stringify([...new FormData(form)].filter(([name]) => !/^(seen|caret|csrf)/.test(name)));

// A line that is only begun below is kept by its button, since it may have no times yet.
async function keep() {
  clearTimeout(timer);
  if (!isWaiting || sending || isLeaving) return;
  const [sent, mine] = [new FormData(form), words()];
  sent.append("do", "autosave");
  sending = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isOurs ? await answer.json() : {};
    if (isOurs && answer.ok) {
      for (const [key, seen] of Object.entries(told.seen)) {
        const place = form.querySelector(`[data-seen="${key}"]`);
        if (place) place.value = seen;
      }
      isWaiting = words() !== mine;
      tell(isWaiting ? "waits" : "kept");
      if (isWaiting) typed();
    } else tell("lost", isOurs ? told.said : undefined);
  } catch {
    tell("offline");
  }
  sending = false;
}
