// A file goes to the server in pieces before its form does; without this it goes with the form.
const form = document.querySelector("[data-uploads]");
const [said, field] = [form.querySelector("[data-said]"), form.elements.file];
const { uploads, sending, waiting, failed, tus, sha256 } = form.dataset;

const keep = (name, value) => {
  const control = document.createElement("input");
  Object.assign(control, { type: "hidden", name, value });
  form.append(control);
};

function progress(upload, file) {
  let told = "";
  return (isWaiting) => {
    const tenth = Math.floor((10 * upload.offset) / file.size) * 10; // no more often, for those who listen
    const words = isWaiting ? waiting : `${sending} ${tenth} %`;
    if (words !== told) said.textContent = told = words;
  };
}

async function send(file) {
  const [{ Upload }, { Sha256 }] = await Promise.all([import(tus), import(sha256)]);
  const token = form.elements.csrfmiddlewaretoken.value;
  const upload = new Upload({ token, source: () => file, digest: new Sha256() });
  upload.tell = progress(upload, file);
  const mark = `${file.name} ${file.size} ${file.lastModified}`;
  await upload.begin(uploads, { filename: file.name, filetype: file.type, mark }, file.size);
  await upload.sendUntil(file.size);
  keep("sha256", await upload.hash());
  keep("upload", upload.id);
}

let isSending = false;
form.addEventListener("submit", async (event) => {
  const [file] = field.files;
  if (isSending) event.preventDefault();
  if (isSending || !file?.size || event.submitter?.name === "remove") return;
  event.preventDefault();
  isSending = true;
  try {
    await send(file);
    if (event.submitter?.name) keep(event.submitter.name, event.submitter.value);
    field.value = "";
    form.submit();
  } catch (error) {
    said.textContent = error.message || failed;
    isSending = false;
  }
});
window.addEventListener("pageshow", () => {
  isSending = false;
});
