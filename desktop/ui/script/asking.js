// The question box and the ways to answer.

const switchedOff = new Set(remembered("quire-modes-off", []));
const showModes = () => {
  for (const toggle of app.querySelectorAll(".mode")) {
    const on = !toggle.disabled && !switchedOff.has(toggle.dataset.mode);
    toggle.setAttribute("aria-pressed", String(on));
  }
};
const chosenModes = () =>
  [...app.querySelectorAll(".mode[aria-pressed=true]")].map((toggle) => toggle.dataset.mode);

const toggleMode = (button) => {
  const mode = button.dataset.mode;
  if (!switchedOff.delete(mode)) switchedOff.add(mode);
  remember("quire-modes-off", [...switchedOff]);
  showModes();
};

let instead = null;
const askInstead = (index, words) => {
  instead = index;
  find("#quire-instead").hidden = index === null;
  question.value = words;
  question.focus();
};

const ask = async () => {
  if (now.running) return complain("A question is still being answered: stop it, or wait.");
  const asked = { question: question.value, modes: chosenModes(), blind: isBlind() };
  const doing = instead === null ? { do: "ask" } : { do: "ask-instead", index: instead };
  if (await tell({ ...doing, ...asked })) return;
  askInstead(null, "");
};

const suggest = async (button) => {
  question.value = button.textContent;
  question.focus();
  if (button.dataset.ready !== undefined) await ask();
};
