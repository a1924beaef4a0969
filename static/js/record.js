// A voice or a film is recorded here and sent slice by slice while it is recorded: whatever happens
// to this browser, what was said is kept. Without this the form takes a file.
const form = document.querySelector("[data-uploads]");
const all = (name) => [...form.querySelectorAll(`[data-${name}]`)];
const [[end], [said], [seen], [heard]] = ["end", "now", "seen", "heard"].map(all);
const { uploads, tus, sha256 } = form.dataset;
const SLICE = 3000; // milliseconds
const KINDS = {
  sound: ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/webm", "audio/mp4"],
  film: ["video/webm;codecs=vp8,opus", "video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4"],
};
const ASKS = {
  sound: { audio: true },
  film: { audio: true, video: { facingMode: "user", height: { ideal: 720 } } },
};

const tell = (what) => {
  const words = form.dataset[what] ?? what;
  if (said.textContent !== words) said.textContent = words;
};
const keep = (name, value) => {
  form.querySelectorAll(`input[type=hidden][name=${name}]`).forEach((each) => each.remove());
  const control = document.createElement("input");
  Object.assign(control, { type: "hidden", name, value });
  form.append(control);
};

class Recording {
  parts = [];
  sending = Promise.resolve();

  constructor(stream, what) {
    const kind = KINDS[what].find((each) => MediaRecorder.isTypeSupported(each));
    this.recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
    this.type = (this.recorder.mimeType || kind || `${what}/webm`).split(";")[0];
    Object.assign(this, { stream, what });
  }

  get source() {
    return new Blob(this.parts, { type: this.type });
  }

  async begin() {
    const [{ Upload }, { Sha256 }] = await Promise.all([import(tus), import(sha256)]);
    const token = form.elements.csrfmiddlewaretoken.value;
    const hears = (isWaiting) => tell(isWaiting ? "waiting" : this.state);
    const source = () => this.source;
    this.upload = new Upload({ token, source, digest: new Sha256(), tell: hears });
    const filename = `recording.${this.type.split("/")[1]}`;
    await this.upload.begin(uploads, { filename, filetype: this.type });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.send(data));
    this.hasEnded = new Promise((done) => {
      this.recorder.addEventListener("stop", done);
    }).then(() => this.finish());
    this.recorder.addEventListener("error", () => this.end());
    this.recorder.start(SLICE);
    tell(this.state);
  }

  get state() {
    return this.recorder.state === "recording" ? "recording" : "arriving";
  }

  send(data) {
    if (data.size) this.parts.push(data);
    const { size } = this.source;
    this.sending = this.sending.then(() => this.upload.sendUntil(size));
    this.sending.catch(() => this.end());
  }

  end() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    return this.hasEnded;
  }

  release() {
    this.stream.getTracks().forEach((track) => track.stop());
  }

  // Whether all of it has arrived.
  async finish() {
    const isAtTheButton = document.activeElement === end; // which goes away now
    show(); // first, as WebKit may stand still where it shows a camera that has gone
    this.release();
    tell("arriving");
    try {
      await this.sending;
      if (!this.source.size) throw new Error(form.dataset.nothing);
      keep("sha256", await this.upload.hash());
      keep("upload", this.upload.id);
    } catch (error) {
      tell(error.message || "broken");
      setTimeout(() => {
        show(); // once there is none any more: it can be begun anew
        if (isAtTheButton) all("begin")[0].focus();
      });
      return false;
    } finally {
      current = undefined;
    }
    show(this.what, `${this.upload.url}hear/`);
    tell("done");
    if (isAtTheButton) heard.firstElementChild.focus();
    return true;
  }
}

let current; // what has not arrived yet

// What can be pressed, seen and heard now.
function show(what, address) {
  const isRecording = current?.recorder.state === "recording";
  all("begin").forEach((each) => (each.hidden = Boolean(current)));
  end.hidden = !isRecording;
  seen.hidden = !(isRecording && current.what === "film");
  seen.srcObject = seen.hidden ? null : current.stream;
  heard.hidden = !address;
  heard.replaceChildren();
  if (!address) return;
  const player = document.createElement(what === "film" ? "video" : "audio");
  heard.append(Object.assign(player, { controls: true, src: address }));
}

async function start(what) {
  const stream = await navigator.mediaDevices.getUserMedia(ASKS[what]);
  current = new Recording(stream, what);
  try {
    await current.begin();
  } catch (error) {
    current.release();
    current = undefined;
    throw error;
  }
  show();
  end.focus();
}

async function press({ currentTarget }) {
  if (current) return;
  try {
    await start(currentTarget.dataset.begin);
  } catch (error) {
    const why = error instanceof DOMException ? "cannot" : error.message || "broken";
    tell(error.name === "NotAllowedError" ? "refused" : why);
  }
}

if (globalThis.MediaRecorder && navigator.mediaDevices) {
  all("here").forEach((each) => (each.hidden = false));
  all("begin").forEach((each) => each.addEventListener("click", press));
  end.addEventListener("click", () => current?.end());
  // Whoever goes on while we record has finished, and takes it along.
  form.addEventListener("submit", async (event) => {
    if (!current) return;
    event.preventDefault();
    if (await current.end()) form.requestSubmit(event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (current) event.preventDefault();
  });
}
