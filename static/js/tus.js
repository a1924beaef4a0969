// The tus protocol (https://tus.io), as much of it as our pages need. Whatever cuts the line, the
// server says how much has come, and it goes on from there.
const VERSION = { "Tus-Resumable": "1.0.0" };
const [LEAST, MOST] = [2 ** 18, 2 ** 24]; // bytes of a piece
const FINAL = new Set([400, 403, 404, 413, 415, 429, 507]);
const PATIENCE = 30_000; // milliseconds

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const coded = (said) =>
  Object.entries(said)
    .map(([name, words]) => `${name} ${base64(new TextEncoder().encode(words))}`)
    .join(",");

// The sentence of the server why it takes no more.
export class Refused extends Error {}

async function ask(url, method, token, headers = {}, body = undefined) {
  const answer = await fetch(url, {
    method,
    body,
    headers: { ...VERSION, "X-CSRFToken": token, ...headers },
  });
  if (FINAL.has(answer.status)) {
    const isOurs = answer.headers.get("Content-Type")?.startsWith("text/plain");
    throw new Refused(isOurs ? await answer.text() : "");
  }
  if (!answer.ok) throw new Error(answer.status);
  return answer;
}

// Again and again, with longer and longer rests; at once when the line is back.
async function until(act, tell) {
  for (let rest = 500; ; rest = Math.min(2 * rest, PATIENCE)) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refused) throw error;
      tell(true);
    }
    await new Promise((done) => {
      setTimeout(done, rest);
      addEventListener("online", done, { once: true });
    });
  }
}

export class Upload {
  // `source` gives the Blob as far as it is there; `tell` hears whether we are waiting.
  constructor({ token, source, digest, tell }) {
    Object.assign(this, { token, source, digest, tell });
    this.offset = 0;
    this.size = LEAST;
  }

  async begin(place, said, length) {
    const long = length === undefined ? { "Upload-Defer-Length": "1" } : { "Upload-Length": length };
    const headers = { "Upload-Metadata": coded(said), ...long };
    const answer = await until(() => ask(place, "POST", this.token, headers), this.tell);
    this.url = answer.headers.get("Location");
    this.#hear(answer);
  }

  get id() {
    return this.url.split("/").at(-2);
  }

  // Until so many bytes have come.
  async sendUntil(end) {
    while (this.offset < end) await until(() => this.#piece(end), this.tell);
  }

  // The SHA-256 of everything, in hex.
  async hash() {
    await this.#hashUntil(this.source().size);
    return this.digest.hex();
  }

  async #piece(end) {
    if (this.isUnsure) this.#hear(await ask(this.url, "HEAD", this.token));
    const { size } = this;
    const piece = this.source().slice(this.offset, Math.min(end, this.offset + size));
    const began = performance.now();
    this.isUnsure = true;
    this.size = LEAST; // what is cut off is sent again in small pieces
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": this.offset,
      ...(await this.#checksum(piece)),
    };
    const sending = ask(this.url, "PATCH", this.token, headers, piece);
    const hashing = this.#hashUntil(this.offset + piece.size);
    await Promise.allSettled([sending, hashing]);
    await hashing;
    this.#hear(await sending);
    if (performance.now() - began < 2000) this.size = Math.min(2 * size, MOST);
  }

  #hear(answer) {
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.isUnsure = false;
    this.tell(false);
  }

  async #checksum(piece) {
    if (!globalThis.crypto?.subtle) return {};
    const digest = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
    return { "Upload-Checksum": `sha256 ${base64(new Uint8Array(digest))}` };
  }

  async #hashUntil(end) {
    while (this.digest.size < end) {
      const piece = this.source().slice(this.digest.size, Math.min(end, this.digest.size + MOST));
      this.digest.update(new Uint8Array(await piece.arrayBuffer()));
    }
  }
}
