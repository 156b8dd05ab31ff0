// Which answer is the better one: asked with names or without, marked, chosen, and counted.

const blindness = find("[data-do=toggle-blind]");
const isBlind = () => blindness.getAttribute("aria-pressed") === "true";
const toggleBlind = () => {
  blindness.setAttribute("aria-pressed", String(!isBlind()));
  remember("quire-blind", isBlind());
};
blindness.setAttribute("aria-pressed", String(remembered("quire-blind", false)));

const markLane = (button) => {
  const isMarked = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!isMarked));
};

const choose = async (lanes) => {
  if (await tell({ do: "choose", lanes })) return;
  say("#quire-news", "Chosen.");
  evidence.see(); // what was hidden with the names
};

const chooseMarked = () => {
  const marked = [...app.querySelectorAll(".choice [aria-pressed=true]")];
  return choose(marked.map((button) => button.dataset.keys));
};

const showChoices = async () => {
  const panel = find("#quire-choices");
  if (panel.hidden) return;
  const { html } = await act({ do: "choices" });
  if (html) morph(panel, html);
};
