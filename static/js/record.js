// A voice is recorded here and sent slice by slice while it is recorded: whatever happens to this
// browser, what was said is kept. Without this the form takes a file.
const form = document.querySelector("[data-uploads]");
const part = (name) => form.querySelector(`[data-${name}]`);
const [begin, end, said] = ["begin", "end", "said"].map(part);
const { uploads, tus, sha256 } = form.dataset;
const SLICE = 5000; // milliseconds
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/webm", "audio/mp4"];

const keep = (name, value) => {
  const control = document.createElement("input");
  Object.assign(control, { type: "hidden", name, value });
  form.append(control);
};
const tell = (what) => {
  said.textContent = form.dataset[what] ?? what;
};

let upload;
let parts = [];
let sending = Promise.resolve();

function wake(type) {
  const source = () => new Blob(parts, { type });
  sending = sending.then(() => upload.sendUntil(source().size));
  sending.catch((error) => tell(error.message || "failed"));
}

async function start() {
  const [{ Upload }, { Sha256 }] = await Promise.all([import(tus), import(sha256)]);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  const type = (recorder.mimeType || kind || "audio/webm").split(";")[0];
  const source = () => new Blob(parts, { type });
  const token = form.elements.csrfmiddlewaretoken.value;
  const hears = (isWaiting) => tell(isWaiting ? "waiting" : "recording");
  parts = [];
  upload = new Upload({ token, source, digest: new Sha256(), tell: hears });
  await upload.begin(uploads, { filename: `recording.${type.split("/")[1]}`, filetype: type });
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size) parts.push(data);
    wake(type);
  });
  recorder.addEventListener("stop", () => finish(stream, source));
  recorder.start(SLICE);
  end.onclick = () => recorder.stop();
  [begin.hidden, end.hidden] = [true, false];
  tell("recording");
}

async function finish(stream, source) {
  stream.getTracks().forEach((track) => track.stop());
  end.hidden = true;
  tell("sending");
  await sending;
  form.querySelectorAll("[name=upload], [name=sha256]").forEach((each) => each.remove());
  keep("sha256", await upload.hash());
  keep("upload", upload.id);
  tell("done");
}

if (globalThis.MediaRecorder && navigator.mediaDevices) {
  part("here").hidden = false;
  begin.addEventListener("click", () => start().catch(() => tell("cannot")));
}
