// The search in the library: passages as one types, without asking a model.

const lookBox = find("#quire-look");
let looksIn = 0; // only what the latest letters found is shown

const lookIn = async () => {
  const words = lookBox.value.trim();
  const turn = ++looksIn;
  app.classList.toggle("searching", Boolean(words));
  find("#quire-hits").hidden = !words;
  if (!words) {
    find("#quire-hits").replaceChildren();
    return say("#quire-looking", "");
  }
  await sleep(200);
  if (turn !== looksIn) return;
  if (!find("#quire-hits").children.length) say("#quire-looking", "Searching…");
  const { problem, html } = await act({ do: "search", words });
  if (turn !== looksIn) return;
  say("#quire-looking", problem, Boolean(problem));
  morph(find("#quire-hits"), problem ? "" : html);
  evidence.markTiles();
};

const foundKeys = () => [...app.querySelectorAll("#quire-hits .card")].map((card) => card.dataset.n);
