// SHA-256 (FIPS 180-4), piece by piece: WebCrypto would want all of a file in memory at once.
const words = (hex) => Int32Array.from(hex.match(/.{8}/g), (each) => parseInt(each, 16));
const CONSTANTS = words(
  "428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01" +
  "243185be550c7dc372be5d7480deb1fe9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc" +
  "2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7c6e00bf3d5a79147" +
  "06ca63511429296727b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85" +
  "a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa07019a4c1161e376c08" +
  "2748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc70208" +
  "90befffaa4506cebbef9a3f7c67178f2",
);
const FIRST = "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19";
const turned = (word, by) => (word >>> by) | (word << (32 - by));

// Plain variables: an array of eight for each step would take ten times as long.
function mix(state, view, offset, schedule) {
  for (let at = 0; at < 16; at += 1) schedule[at] = view.getInt32(offset + 4 * at);
  for (let at = 16; at < 64; at += 1) {
    const early = schedule[at - 15];
    const late = schedule[at - 2];
    const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const two = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[at] = (schedule[at - 16] + one + schedule[at - 7] + two) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let at = 0; at < 64; at += 1) {
    const turnedE = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const turnedA = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const one = (h + turnedE + ((e & f) ^ (~e & g)) + CONSTANTS[at] + schedule[at]) | 0;
    const two = (turnedA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// What is left of the file, a one, noughts, and the length in bits.
function padded(rest, size) {
  const last = new Uint8Array(Math.ceil((rest.length + 9) / 64) * 64);
  last.set(rest);
  last[rest.length] = 0x80;
  const view = new DataView(last.buffer);
  view.setUint32(last.length - 8, Math.floor(size / 2 ** 29));
  view.setUint32(last.length - 4, (size * 8) % 2 ** 32);
  return last;
}

export class Sha256 {
  #state = words(FIRST);
  #schedule = new Int32Array(64);
  #rest = new Uint8Array(0);
  size = 0; // bytes so far

  update(piece) {
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    const whole = bytes.length - (bytes.length % 64);
    this.#mixAll(bytes.subarray(0, whole));
    this.#rest = bytes.slice(whole);
    this.size += piece.length;
  }

  // Once, at the end.
  hex() {
    this.#mixAll(padded(this.#rest, this.size));
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #mixAll(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += 64) mix(this.#state, view, at, this.#schedule);
  }
}
