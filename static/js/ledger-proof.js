// Recomputes a signer's entry in the ledger: the commitment, the leaf, the way to the root, the
// signature under it, and that the ledger of today still holds all that it held then.
const form = document.querySelector("[data-ledger-proof]");
const said = form.querySelector("[data-said]");

class Wrong extends Error {}
const insist = (holds, what) => {
  if (!holds) throw new Wrong(what);
};

const bytes = (text) => new TextEncoder().encode(text);
const unbase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const hex = (data) => Array.from(data, (each) => each.toString(16).padStart(2, "0")).join("");
const isSame = (one, other) => hex(one) === hex(other);
const sha256 = async (...parts) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
const node = (left, right) => sha256(Uint8Array.of(1), left, right);
const half = (number) => Math.floor(number / 2);

// RFC 9162 §2.1.3.2
async function rootOver(leaf, index, size, path) {
  let [here, last, root] = [index, size - 1, leaf];
  for (const each of path) {
    insist(last > 0, "Path");
    if (here % 2 || here === last) {
      root = await node(each, root);
      while (here && here % 2 === 0) [here, last] = [half(here), half(last)];
    } else {
      root = await node(root, each);
    }
    [here, last] = [half(here), half(last)];
  }
  insist(last === 0 && index < size, "Path");
  return root;
}

// RFC 9162 §2.1.4.2
async function isGrown(older, newer, path) {
  if (older.size === newer.size) return isSame(older.root, newer.root);
  let [here, last] = [older.size - 1, newer.size - 1];
  while (here % 2) [here, last] = [half(here), half(last)];
  const rest = here ? path : [older.root, ...path];
  let old = rest[0];
  let root = old;
  for (const each of rest.slice(1)) {
    if (last === 0) return false;
    if (here % 2 || here === last) {
      [old, root] = [await node(each, old), await node(each, root)];
      while (here && here % 2 === 0) [here, last] = [half(here), half(last)];
    } else {
      root = await node(root, each);
    }
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && isSame(old, older.root) && isSame(root, newer.root);
}

// c2sp.org/tlog-checkpoint; `isSigned` is null where the browser knows no Ed25519.
// Of our keys it is the newest that signed it.
async function opened(note, keys) {
  const cut = note.lastIndexOf("\n\n") + 1;
  const text = note.slice(0, cut);
  const [origin, size, root] = text.split("\n");
  const lines = note.slice(cut).split("\n").filter((each) => each.startsWith(`\u2014 ${origin} `));
  const signatures = lines.map((each) => unbase64(each.split(" ")[2]));
  const by = (id) => signatures.find((each) => hex(each.slice(0, 4)) === id);
  const ours = keys.find((each) => by(each.split("+")[1]));
  insist(ours, "Signature");
  const [name, id, ...rest] = ours.split("+");
  const key = unbase64(rest.join("+"));
  const expected = await sha256(bytes(`${name}\n`), key);
  insist(name === origin && key[0] === 1 && hex(expected.slice(0, 4)) === id, "Signature");
  const signature = by(id);
  let isSigned = null;
  try {
    const known = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
    isSigned = await crypto.subtle.verify("Ed25519", known, signature.slice(4), bytes(text));
  } catch {
    isSigned = null;
  }
  insist(isSigned !== false, "Signature");
  return { isSigned, size: Number(size), root: unbase64(root) };
}

async function get(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new TypeError(address);
  return answer;
}

// Behind the @ an address is kept in small letters, however it is typed.
const typed = ({ value, dataset }) =>
  dataset.told === "email"
    ? value.trim().replace(/@[^@]*$/, (host) => host.toLowerCase())
    : value.trim();

async function checkTold({ told, salt, leaf }) {
  const answers = JSON.parse(told);
  const inputs = [...form.querySelectorAll("input[data-told]")];
  if (!salt || (inputs.length && !inputs.some(typed))) return;
  insist(inputs.every(typed), "Some");
  for (const each of inputs) answers[each.dataset.told] = typed(each);
  const canonical = JSON.stringify(answers, Object.keys(answers).sort());
  const commitment = await sha256(unbase64(salt), bytes(canonical));
  insist(hex(commitment) === JSON.parse(leaf).commitment, "Told");
}

async function check(given) {
  await checkTold(given);
  const cut = given.proof.indexOf("\n\n");
  const [, index, ...path] = given.proof.slice(0, cut).split("\n");
  const keys = (await (await get(given.keys)).json()).keys.map((each) => each.key);
  const then = await opened(given.proof.slice(cut + 2), keys);
  const leaf = await sha256(Uint8Array.of(0), bytes(given.leaf));
  const place = Number(index.replace("index ", ""));
  insist(JSON.parse(given.leaf).index === place, "Path");
  insist(isSame(await rootOver(leaf, place, then.size, path.map(unbase64)), then.root), "Path");
  const now = await opened(await (await get(given.ledger)).text(), keys);
  const [older, newer] = then.size > now.size ? [now, then] : [then, now];
  const asked = `${given.consistency}?from=${older.size}&to=${newer.size}`;
  const proof = await (await get(asked)).json();
  insist(await isGrown(older, newer, proof.consistency_path.map(unbase64)), "Ledger");
  return then.isSigned && now.isSigned ? "ok" : "unsigned";
}

const tell = (words, kind = "care") => {
  said.className = `note note-${kind}`;
  said.textContent = words;
};

form.hidden = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = form.dataset;
  if (!globalThis.crypto?.subtle) return tell(words.cannot);
  tell(words.asks);
  try {
    tell(words[await check(words)], "good");
  } catch (error) {
    if (error instanceof TypeError) tell(words.away);
    else tell(error instanceof Wrong ? words[`wrong${error.message}`] : words.wrongPath, "bad");
  }
});
