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

// Documents that are all read: asked at once. None at all: the samples are read for it, and then
// it is asked, if they were read and the person typed nothing else meanwhile.
const suggest = async (button) => {
  const words = button.textContent;
  question.value = words;
  question.focus();
  if (button.dataset.ready !== undefined) return ask();
  if (find("#quire-library .row") || (await tell({ do: "add-samples" }))) return;
  say("#quire-problem", "The sample documents are read first, then this is asked.");
  await shown("#quire-library .mark.going", true);
  await shown("#quire-library .mark.going", false);
  if (question.value !== words || now.running) return;
  complain("");
  if (find(".suggestion[data-ready]")) await ask();
};
const shown = async (selector, is) => {
  while (element.isConnected && Boolean(find(selector)) !== is) await sleep(60);
};
