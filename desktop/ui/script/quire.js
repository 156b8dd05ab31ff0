// Keeps the page in step with the program, and tells the program what a person does. Runs as the
// code of one HTML component of Gradio, which hands in `element`, `server` and `upload`.

const app = element.querySelector("#quire-app");
const root = document.documentElement;
const find = (selector) => app.querySelector(selector);
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const question = find("#quire-question");
const narrow = matchMedia("(max-width: 1099px)");
const held = {};
let now = { version: null, running: false, turn: 0 };

const remembered = (name, otherwise) => JSON.parse(localStorage.getItem(name) ?? "null") ?? otherwise;
const remember = (name, value) => localStorage.setItem(name, JSON.stringify(value));

// ── sentences ──

const say = (place, sentence, isBad = false) => {
  const holder = find(place);
  holder.textContent = sentence;
  holder.classList.toggle("bad", isBad);
};
const LOST = "Quire does not answer. If its window was closed, start it again.";
const complain = (sentence) => say("#quire-problem", sentence, true);

const act = async (asked) => {
  // Gradio gives nothing back, or throws, where the program is not there.
  const reply = await server.act(asked).catch(() => null);
  return reply?.problem === undefined ? { problem: LOST } : reply;
};
const tell = async (asked) => {
  const { problem } = await act(asked);
  complain(problem);
  return problem;
};

// ── ways to answer ──

const switchedOff = new Set(remembered("quire-modes-off", []));
const showModes = () => {
  for (const toggle of app.querySelectorAll(".mode")) {
    const on = !toggle.disabled && !switchedOff.has(toggle.dataset.mode);
    toggle.setAttribute("aria-pressed", String(on));
  }
};
const chosenModes = () =>
  [...app.querySelectorAll(".mode[aria-pressed=true]")].map((toggle) => toggle.dataset.mode);

// ── columns and colours ──

const fold = (side, shown) => {
  const name = narrow.matches ? `show-${side}` : `no-${side}`;
  const on = narrow.matches ? shown : shown === undefined ? undefined : !shown;
  app.classList.toggle(name, on);
  if (narrow.matches && app.classList.contains(name)) {
    app.classList.remove(side === "left" ? "show-right" : "show-left");
  }
  if (!narrow.matches) remember(`quire-${name}`, app.classList.contains(name));
};
for (const side of ["left", "right"]) {
  app.classList.toggle(`no-${side}`, remembered(`quire-no-${side}`, false));
}

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const showTheme = (theme) => {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
};
const switchTheme = () => {
  const isDark = (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const wanted = isDark ? "light" : "dark";
  const theme = wanted === (systemIsDark.matches ? "dark" : "light") ? null : wanted;
  remember("quire-theme", theme);
  showTheme(theme);
};
showTheme(remembered("quire-theme", null));

const evidence = makeEvidence(app, act, () => fold("right", true));

// ── staying in step ──

const show = (reply) => {
  for (const [name, part] of Object.entries(reply.parts)) {
    const holder = document.getElementById(name);
    if (!holder) continue;
    morph(holder, part.html);
    held[name] = part.digest;
  }
  for (const name of Object.keys(held)) if (!document.getElementById(name)) delete held[name];
  if (reply.parts["quire-modes"]) showModes();
  const before = now;
  now = reply;
  app.classList.toggle("running", reply.running);
  app.classList.toggle("begun", reply.turn > 0);
  question.placeholder = reply.turn > 0 ? "Ask on…" : "Ask your documents…";
  if (reply.turn !== before.turn) turned(before.version === null);
  if (before.running && !reply.running) finished();
  evidence.markTiles();
};

const turned = (isFirstLook) => {
  find("#quire-current").scrollIntoView({ block: "start" });
  evidence.all();
  evidence.see();
  if (!isFirstLook && now.running) say("#quire-news", "Answering.");
};

const finished = () => {
  say("#quire-news", "All answers are there.");
  evidence.see();
  const first = find("#quire-current .cite");
  if (first && !evidence.isOpen() && !narrow.matches) evidence.show(first.dataset.n, false);
};

const whenVisible = () =>
  document.hidden &&
  new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));

const keepLooking = async () => {
  for (let failures = 0; element.isConnected; ) {
    await whenVisible();
    try {
      show(await server.look({ version: now.version, held }));
      if (failures) complain("");
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures > 1) complain(LOST);
      await sleep(Math.min(5000, 400 * failures));
    }
  }
};

// ── what a person does ──

const takeIn = makeTaker(
  async (file) => {
    const { path } = await upload(file);
    return (await act({ do: "add", files: [{ path, name: file.name }] })).problem;
  },
  (sentence, isBad) => say("#quire-taking", sentence, isBad),
);

let instead = null;
const askInstead = (index, words) => {
  instead = index;
  find("#quire-instead").hidden = index === null;
  question.value = words;
  question.focus();
};

const ask = async () => {
  if (now.running) return complain("A question is still being answered: stop it, or wait.");
  const asked = { question: question.value, modes: chosenModes() };
  const doing = instead === null ? { do: "ask" } : { do: "ask-instead", index: instead };
  if (await tell({ ...doing, ...asked })) return;
  askInstead(null, "");
};

const undoable = async (button) => {
  const conversation = Number(button.dataset.conversation);
  const title = button.closest("li").querySelector(".line").textContent;
  if (await tell({ do: "delete-conversation", conversation })) return;
  const holder = find("#quire-undo");
  const undo = document.createElement("button");
  Object.assign(undo, { type: "button", className: "link", textContent: "Undo" });
  Object.assign(undo.dataset, { do: "restore-conversation", conversation });
  holder.replaceChildren(`“${title}” is deleted. `, undo);
  lookFor();
};

const rename = (button) => {
  const line = button.closest("li").querySelector(".line");
  const field = document.createElement("input");
  Object.assign(field, { value: line.textContent, className: "renaming", maxLength: 200 });
  field.setAttribute("aria-label", "New name");
  line.hidden = true;
  line.before(field);
  field.select();
  let isDone = false; // taking the field away takes the focus from it, which would end it again
  const done = async (save) => {
    if (isDone) return;
    isDone = true;
    field.remove();
    line.hidden = false;
    const conversation = Number(button.dataset.conversation);
    if (save) await tell({ do: "rename", conversation, title: field.value });
    lookFor();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done(true);
    if (event.key === "Escape") {
      event.stopPropagation();
      done(false);
    }
  });
  field.addEventListener("blur", () => done(true));
};

const lookFor = async () => {
  const words = find("#quire-find").value.trim();
  const found = find("#quire-found");
  found.hidden = !words;
  find("#quire-conversation").hidden = Boolean(words);
  if (!words) return found.replaceChildren();
  const { html } = await act({ do: "find", words });
  if (html && words === find("#quire-find").value.trim()) morph(found, html);
};

const confirmed = (button) => {
  if (!button.dataset.confirm || button.dataset.armed) return true;
  button.dataset.armed = "yes";
  setTimeout(() => delete button.dataset.armed, 3000);
  return false;
};

const copy = async (button) => {
  const words = button.closest(".lane").querySelector(".body").cloneNode(true);
  for (const hidden of words.querySelectorAll(".sr")) hidden.remove();
  const text = [...words.children].map((block) => block.textContent).join("\n\n");
  await navigator.clipboard.writeText(text).catch(() => complain("Copying is not allowed here."));
  say("#quire-news", "Copied.");
};

const suggest = (button) => {
  question.value = button.textContent;
  question.focus();
};

const toggleMode = (button) => {
  const mode = button.dataset.mode;
  if (!switchedOff.delete(mode)) switchedOff.add(mode);
  remember("quire-modes-off", [...switchedOff]);
  showModes();
};

const doings = {
  theme: switchTheme,
  fold: (button) => fold(button.dataset.side),
  tab: (button) => evidence.tab(button.dataset.tab),
  copy,
  suggest,
  "toggle-mode": toggleMode,
  "choose-files": () => find("#quire-files").click(),
  "choose-folder": () => find("#quire-folder").click(),
  "open-passage": (button) => evidence.show(button.dataset.n),
  "all-passages": evidence.all,
  "see-prompt": (button) => evidence.see(button.dataset.mode),
  "close-zoom": () => find("#quire-zoom").close(),
  keys: () => find("#quire-keys").showModal(),
  "close-keys": () => find("#quire-keys").close(),
  zoom: (button) => evidence.zoom(button.dataset.n),
  stop: () => tell({ do: "stop" }),
  "stop-lane": (button) => tell({ do: "stop", mode: button.dataset.mode }),
  "new-conversation": () => tell({ do: "new-conversation" }),
  "open-conversation": async (button) => {
    await tell({ do: "open-conversation", conversation: Number(button.dataset.conversation) });
    app.classList.remove("show-left");
    lookFor();
  },
  "delete-conversation": undoable,
  "restore-conversation": async (button) => {
    await tell({ do: "restore-conversation", conversation: Number(button.dataset.conversation) });
    find("#quire-undo").replaceChildren();
    lookFor();
  },
  rename,
  edit: (button) => askInstead(Number(button.dataset.index), button.dataset.question),
  "edit-not": () => askInstead(null, ""),
  "add-samples": () => tell({ do: "add-samples" }),
  cancel: (button) => tell({ do: "cancel", path: button.dataset.path }),
  "cancel-all": () => tell({ do: "cancel-all" }),
  dismiss: (button) => tell({ do: "dismiss", path: button.dataset.path }),
  remove: (button) => tell({ do: "remove", document: Number(button.dataset.document) }),
};

app.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button && !button.disabled && confirmed(button)) doings[button.dataset.do]?.(button);
  if (event.target.matches("dialog")) event.target.close(); // a click beside it
});

app.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.do === "ask") ask();
  if (form.dataset.do === "unlock") {
    tell({ do: "unlock", path: form.dataset.path, password: form.password.value });
  }
});

app.addEventListener("change", (event) => {
  const chooser = event.target;
  if (chooser.type !== "file") return;
  const chosen = [...chooser.files];
  const isFolder = chooser.id === "quire-folder";
  takeIn(isFolder ? chosen.filter((file) => /\.pdf$/i.test(file.name)) : chosen);
  chooser.value = "";
});

question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask();
});
question.addEventListener("input", () => complain(""));
find("#quire-find").addEventListener("input", lookFor);

const keys = {
  "/": () => question.focus(),
  "?": () => find("#quire-keys").showModal(),
  "[": () => fold("left"),
  "]": () => fold("right"),
};
for (const n of [1, 2, 3, 4]) keys[n] = () => app.querySelectorAll(".mode")[n - 1]?.click();

addEventListener("keydown", (event) => {
  if (find("dialog[open]")) return;
  const isTyping = event.target.matches?.("input, textarea");
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (!isTyping && !hasModifier && keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
  if (event.key !== "Escape") return;
  if (app.matches(".show-left, .show-right")) app.classList.remove("show-left", "show-right");
  else if (now.running) tell({ do: "stop" });
  else if (instead !== null) askInstead(null, "");
});

// Narrow, a column lies over the others, and a touch beside it puts it away.
addEventListener("pointerdown", (event) => {
  const isOver = app.matches(".show-left, .show-right");
  if (isOver && !event.target.closest("#quire-left, #quire-right, [data-do=fold]")) {
    app.classList.remove("show-left", "show-right");
  }
});

const sign = document.createElement("link");
Object.assign(sign, { rel: "icon", type: "image/svg+xml", href: app.dataset.icon });
document.head.append(sign);

listenForDrops(app, takeIn);
keepLooking();
question.focus();
