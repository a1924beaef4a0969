// What somebody types is kept while they type. Without this the buttons of the page keep it.
const place = document.querySelector("[data-autosave]");
const form = place.closest("form");
const { turn, seen } = form.elements;
const [line, live] = ["line", "live"].map((name) => place.querySelector(`[data-${name}]`));
// Milliseconds: a pause in typing, between two times, without any pause, and for an answer.
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const [PAUSE, REST, LATEST, PATIENCE] = [2000, 10_000, 20_000, 8000];
const SHORT = 15_000; // letters; what is longer may be too much to outlive its page
const NOT_TYPED = new Set(["turn", "seen"]);

const entries = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
const words = () => JSON.stringify(entries().filter(([name]) => !NOT_TYPED.has(name)));
let [kept, state, since, last] = [words(), "", 0, 0];
let isLeaving, sending, timer;

function next() {
  turn.value = Number(turn.value) + 1;
  const sent = new FormData();
  for (const [name, value] of [...entries(), ["autosave", "1"]]) sent.append(name, value);
  return sent;
}

function tell(what, sentence = place.dataset[what]) {
  const time = new Date().toLocaleTimeString(document.documentElement.lang, CLOCK);
  line.textContent = sentence.replace("{time}", time);
  if (what !== state) live.textContent = line.textContent; // those who listen hear what is new
  state = what;
}

async function keep() {
  const now = words();
  clearTimeout(timer);
  if (now === kept || sending || isLeaving) return;
  const mine = new AbortController();
  [since, last, sending] = [0, Date.now(), mine];
  const patience = setTimeout(() => mine.abort(), PATIENCE);
  const how = { method: "POST", body: next(), signal: mine.signal, keepalive: now.length < SHORT };
  try {
    const answer = await fetch(location.href, how);
    const isOurs = answer.headers.get("Content-Type")?.startsWith("text/plain");
    const said = isOurs ? await answer.text() : "";
    if (isOurs) kept = now;
    if (isOurs && answer.ok) seen.value = said;
    if (isOurs) tell(answer.ok ? "kept" : "beside", answer.ok ? undefined : said);
    else tell(answer.status === 403 ? "locked" : "failed");
  } catch {
    if (!isLeaving) tell("offline");
  }
  clearTimeout(patience);
  sending = undefined;
  if (words() !== kept) wait();
}

function wait() {
  const now = Date.now();
  since ||= now;
  clearTimeout(timer);
  timer = setTimeout(keep, Math.min(Math.max(now + PAUSE, last + REST), since + LATEST) - now);
}

form.addEventListener("input", () => {
  isLeaving = false;
  wait();
});
addEventListener("online", keep);
document.addEventListener("visibilitychange", () => document.hidden && keep());
addEventListener("submit", (event) => {
  if (!navigator.onLine && !event.defaultPrevented && state !== "offline") {
    event.preventDefault(); // once: some browsers are mistaken about it
    tell("offline");
    return;
  }
  isLeaving = true;
  clearTimeout(timer);
  sending?.abort();
  turn.value = Number(turn.value) + 1;
});
addEventListener("pagehide", () => {
  if (!isLeaving && words() !== kept) navigator.sendBeacon(location.href, next());
});
// An answer with mistakes came for what was sent: "back" must not ask to send it once more.
history.replaceState(history.state, "", location.href);
addEventListener("pageshow", () => {
  isLeaving = false;
});
