// Asks the browser for a passkey and sends what it says with the form. Without this, and where the
// browser knows none, the page offers the other ways alone.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

const ASK = {
  create: ({ publicKey }) => navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      // A passkey says who it is for, and opens only for whoever can unlock the device.
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required", requireResidentKey: true, userVerification: "required",
      },
    },
  }),
  get: ({ publicKey }) => navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  }),
};
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function told(credential) {
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const parts = PARTS.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return JSON.stringify({
    id, type, authenticatorAttachment, rawId: text(rawId), response: Object.fromEntries(parts),
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(form) {
  const here = document.getElementById("js_data");
  if (here) {
    const asked = JSON.parse(here.textContent);
    return asked.creation_options ?? asked.request_options;
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).request_options;
}

function say(form, name) {
  for (const each of form.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== name;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    say(form, "unknown");
    continue;
  }
  const button = form.querySelector("button");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    button.disabled = true;
    try {
      const credential = await ASK[form.dataset.passkey](await options(form));
      form.elements.credential.value = told(credential);
      form.submit();
    } catch (no) {
      say(form, no.name === "InvalidStateError" ? "known" : "failed");
    }
    button.disabled = false;
  });
}
