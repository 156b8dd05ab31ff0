// The models and the settings: two sheets that lie over the page, with a line each for what goes wrong.

const sheetOf = (node) => node.closest("dialog.sheet");
const tellIn = async (sheet, asked) => {
  const reply = await act(asked);
  const name = sheet.id.replace("quire-", "");
  say(`#quire-${name}-problem`, reply.problem, true);
  const said = find(`#quire-${name}-said`);
  if (said) said.textContent = reply.said ?? "";
  return reply;
};

const openSheet = (name) => {
  app.classList.remove("show-left", "show-right");
  const sheet = find(`#quire-${name}`);
  say(`#quire-${name}-problem`, "");
  if (!sheet.open) sheet.showModal();
  tellIn(sheet, { do: `see-${name}` });
};

// A part that was drawn anew says where a slider stands; one that is being moved is left alone.
const showSliders = () => {
  for (const slider of app.querySelectorAll("#quire-models input[type=range]")) {
    if (slider !== document.activeElement) slider.value = slider.getAttribute("value");
    showSlider(slider);
  }
};
const showSlider = (slider) => {
  const output = slider.parentElement.querySelector("output");
  const places = slider.step.split(".")[1]?.length ?? 0;
  if (output) output.value = Number(slider.value).toFixed(places);
};

const isModel = (file) => /\.gguf$/i.test(file.name);
const LARGEST_COPY = 1024 ** 3; // bytes; as much as an upload may bring

const takeModels = async (files) => {
  openSheet("models");
  for (const file of files) {
    const sheet = find("#quire-models");
    if (file.size > LARGEST_COPY) {
      say("#quire-models-problem", `${file.name} is larger than 1 GB: give its path below.`, true);
      find("#quire-model-path").focus();
      continue;
    }
    say("#quire-models-said", `Taking in ${file.name}…`);
    const { path } = await upload(file).catch(() => ({}));
    if (path) await tellIn(sheet, { do: "take-model", files: [{ path, name: file.name }] });
    else say("#quire-models-problem", `${file.name} could not be taken in.`, true);
  }
};

const modelDoings = {
  models: () => openSheet("models"),
  "close-sheet": (button) => sheetOf(button).close(),
  "use-model": (button) => {
    const { path, role } = button.dataset;
    return tellIn(sheetOf(button), { do: "use-model", path, role });
  },
  untuned: (button) => tellIn(sheetOf(button), { do: "untuned" }),
  "choose-model": () => find("#quire-model-file").click(),
  "remove-model": (button) =>
    tellIn(sheetOf(button), { do: "remove-model", path: button.dataset.path }),
};

app.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.do !== "add-model") return;
  event.preventDefault();
  const { problem } = await tellIn(sheetOf(form), { do: "add-model", path: form.path.value });
  if (!problem) form.reset();
});

app.addEventListener("input", (event) => {
  if (event.target.matches("dialog.sheet input[type=range]")) showSlider(event.target);
});
app.addEventListener("change", async (event) => {
  const field = event.target;
  if (field.dataset.do !== "strength") return;
  const asked = { do: "strength", strength: Number(field.value) };
  const { problem } = await inTurn(() => tellIn(sheetOf(field), asked));
  if (problem) field.value = field.getAttribute("value");
  showSlider(field);
});
