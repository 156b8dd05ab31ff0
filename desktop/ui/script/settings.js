// The settings: each control is sent when it has changed, and put back where it was not taken.

const valueOf = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
const putBack = (field) => {
  if (field.type === "checkbox") field.checked = field.dataset.value === "true";
  else field.value = field.dataset.value;
  if (field.type === "range") showSlider(field);
};
const showSettings = () => {
  for (const field of app.querySelectorAll("[data-setting]")) {
    if (field !== document.activeElement) putBack(field);
  }
};

app.addEventListener("change", async (event) => {
  const field = event.target;
  const name = field.dataset.setting;
  if (!name) return;
  const news = field.parentElement.querySelector("[role=status]"); // of one that is tried first
  const before = news?.textContent;
  if (news && field.value) news.textContent = "It is being tried.";
  const asked = { do: "set", name, value: valueOf(field) };
  const { problem } = await inTurn(() => tellIn(sheetOf(field), asked));
  if (!problem) return;
  putBack(field);
  if (news) news.textContent = before;
});

const settingDoings = {
  settings: () => openSheet("settings"),
  "reset-settings": (button) => tellIn(sheetOf(button), { do: "reset-settings" }),
  clear: (button) => tellIn(sheetOf(button), { do: "clear", kind: button.dataset.kind }),
  "clear-all": (button) => tellIn(sheetOf(button), { do: "clear-all" }),
};
