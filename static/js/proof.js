// ALTCHA v2: a sum done while somebody fills in the form. Without it the form is sent as well.
const field = document.querySelector("[data-proof]");
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (each) => each.toString(16).padStart(2, "0")).join("");

async function derive(parameters, counter) {
  const nonce = bytes(parameters.nonce);
  const word = new Uint8Array(nonce.length + 4);
  word.set(nonce);
  new DataView(word.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", word, "PBKDF2", false, ["deriveBits"]);
  const how = {
    name: "PBKDF2",
    hash: "SHA-256",
    salt: bytes(parameters.salt),
    iterations: parameters.cost,
  };
  return hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
}

async function solve() {
  const answer = await fetch(field.dataset.proof);
  if (!answer.ok) return;
  const challenge = await answer.json();
  const { parameters } = challenge;
  for (let counter = 0; Date.now() / 1000 < parameters.expiresAt; counter += 1) {
    const derivedKey = await derive(parameters, counter);
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      field.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
      return;
    }
  }
}

// Also when somebody comes back to the page: a solution is good for one form.
const begin = () => solve().catch(() => {});
const wait = () => {
  field.value = "";
  field.form.addEventListener("focusin", begin, { once: true });
};
if (field && window.crypto && crypto.subtle) window.addEventListener("pageshow", wait);
