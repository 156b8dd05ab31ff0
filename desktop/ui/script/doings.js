// What each button, key and drop does: the last part of the script, which sets it going.

const evidence = makeEvidence(app, act, () => fold("right", true), () => foundKeys());

const takePdfs = makeTaker(
  async (file) => {
    const { path } = await upload(file);
    return (await act({ do: "add", files: [{ path, name: file.name }] })).problem;
  },
  (sentence, isBad) => say("#quire-taking", sentence, isBad),
);

const takeIn = (files) => {
  const models = files.filter(isModel);
  if (models.length) takeModels(models);
  if (models.length < files.length || !files.length) {
    takePdfs(files.filter((file) => !isModel(file)));
  }
};

const watchFolder = async (form) => {
  const { problem } = await act({ do: "watch", folder: form.folder.value });
  say("#quire-watch-problem", problem, Boolean(problem));
  if (!problem) find("#quire-watch").close();
};

const findFile = async (place) => {
  const folder = place.elements?.folder.value ?? "";
  const { problem } = await act({ do: "find-file", document: Number(place.dataset.document), folder });
  const said = place.parentElement.querySelector(".said");
  if (said) said.textContent = problem;
  else complain(problem);
};

const confirmed = (button) => {
  if (!button.dataset.confirm || button.dataset.armed) return true;
  button.dataset.armed = "yes";
  setTimeout(() => delete button.dataset.armed, 3000);
  return false;
};

const copy = async (button) => {
  const text = plainText(button.closest(".lane").querySelector(".body"));
  await navigator.clipboard.writeText(text).catch(() => complain("Copying is not allowed here."));
  say("#quire-news", "Copied.");
};

const doings = {
  ...modelDoings,
  ...serverDoings,
  ...settingDoings,
  ...downloadDoings,
  theme: switchTheme,
  fold: (button) => fold(button.dataset.side),
  tab: (button) => evidence.tab(button.dataset.tab),
  copy,
  suggest,
  "toggle-mode": toggleMode,
  "choose-files": () => find("#quire-files").click(),
  "choose-folder": () => find("#quire-folder").click(),
  "open-passage": (button) => evidence.show(button.dataset.n),
  "open-found": (button) => evidence.show(button.dataset.n),
  "all-passages": evidence.all,
  "turn-page": (button) => evidence.turnPage(Number(button.dataset.by)),
  "see-prompt": (button) => evidence.see(button.dataset.mode),
  "close-zoom": () => find("#quire-zoom").close(),
  keys: () => find("#quire-keys").showModal(),
  "close-keys": () => find("#quire-keys").close(),
  zoom: (button) => evidence.zoom(button.dataset.n),
  stop: () => tell({ do: "stop" }),
  "toggle-ahead": () => tell({ do: "toggle-ahead" }),
  "stop-lane": (button) => tell({ do: "stop-lane", lane: button.dataset.lane }),
  "ask-again": (button) => tell({ do: "ask-again", lane: button.dataset.lane ?? "" }),
  "toggle-blind": toggleBlind,
  "mark-lane": markLane,
  choose: (button) => choose(button.dataset.keys.split(" ").filter(Boolean)),
  "choose-marked": chooseMarked,
  "show-names": async () => {
    await tell({ do: "show-names" });
    evidence.see();
  },
  "new-conversation": () => tell({ do: "new-conversation" }),
  "open-conversation": async (button) => {
    await tell({ do: "open-conversation", conversation: conversationOf(button) });
    app.classList.remove("show-left");
    lookFor();
  },
  "delete-conversation": undoable,
  "restore-conversation": async (button) => {
    const conversation = conversationOf(button);
    await tell({ do: "restore-conversation", conversation });
    find("#quire-undo").replaceChildren();
    // What was on the page comes back to it, unless something else was begun meanwhile.
    if (button.dataset.wasOpen === "true" && !now.turn) {
      await tell({ do: "open-conversation", conversation });
    }
    goOnFrom(lineOf(conversation));
    lookFor();
  },
  rename,
  save: askHowToSave,
  "save-as": save,
  "close-save": () => find("#quire-save").close(),
  "turn-to": (button) => tell({ do: "turn-to", question: Number(button.dataset.question) }),
  edit: (button) => askInstead(Number(button.dataset.index), button.dataset.question),
  "edit-not": () => askInstead(null, ""),
  "add-samples": async () => {
    if (!(await tell({ do: "add-samples" }))) goOnFrom("#quire-question");
  },
  cancel: (button) => tell({ do: "cancel", path: button.dataset.path }),
  "cancel-all": () => tell({ do: "cancel-all" }),
  retry: (button) => tell({ do: "retry", path: button.dataset.path }),
  dismiss: (button) => tell({ do: "dismiss", path: button.dataset.path }),
  use: (button) =>
    tell({
      do: "use",
      document: Number(button.dataset.document),
      may: button.getAttribute("aria-checked") !== "true",
    }),
  "use-only": (button) => tell({ do: "use-only", document: Number(button.dataset.document) }),
  "use-all": () => tell({ do: "use-all" }),
  remove: async (button) => {
    const problem = await tell({ do: "remove", document: Number(button.dataset.document) });
    if (!problem) goOnFrom("#quire-removed [data-do=restore]");
  },
  "read-again": (button) =>
    tell({ do: "read-again", document: Number(button.dataset.document) }),
  "find-file": findFile,
  "stop-finding": (button) =>
    tell({ do: "stop-finding", document: Number(button.dataset.document) }),
  "use-collection": (button) => tell({ do: "use-collection", name: button.dataset.name }),
  "rename-collection": (button) =>
    renameLine(button, (to) => tell({ do: "rename-collection", name: button.dataset.name, to })),
  "remove-collection": (button) => tell({ do: "remove-collection", name: button.dataset.name }),
  "choose-watched": () => {
    say("#quire-watch-problem", "");
    find("#quire-watch").showModal();
  },
  "close-watch": () => find("#quire-watch").close(),
  "switch-watched": (button) => tell({ do: "switch-watched", on: Boolean(button.dataset.on) }),
  "forget-watched": () => tell({ do: "forget-watched" }),
  restore: async (button) => {
    const documents = JSON.parse(button.dataset.documents);
    if (await tell({ do: "restore", documents })) return;
    goOnFrom(`#quire-documents [data-document="${documents[0]}"]`);
  },
  "take-out": () => tell({ do: "take-out" }),
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
  if (form.dataset.do === "name-collection") {
    tell({ do: "name-collection", name: form.elements.name.value });
  }
  if (form.dataset.do === "watch") watchFolder(form);
  if (form.dataset.do === "find-file") findFile(form);
  if (form.dataset.do === "unlock") {
    tell({ do: "unlock", path: form.dataset.path, password: form.password.value });
  }
});

app.addEventListener("change", (event) => {
  const chooser = event.target;
  if (chooser.matches(".differences")) return markDifferences(chooser);
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
question.addEventListener("input", () => {
  complain("");
  tellTyping();
});
find("#quire-find").addEventListener("input", lookFor);
lookBox.addEventListener("input", lookIn);

const keys = {
  "/": () => question.focus(),
  s: () => {
    fold("left", true);
    lookBox.focus();
  },
  "?": () => find("#quire-keys").showModal(),
  "[": () => fold("left"),
  "]": () => fold("right"),
  b: toggleBlind,
  r: () => now.turn > 0 && tell({ do: "ask-again", lane: "" }),
};
for (const n of [1, 2, 3, 4]) keys[n] = () => app.querySelectorAll(".mode")[n - 1]?.click();

// The browser closes a dialog before it tells of the key: that Escape has done its work.
let dismissed = 0;
app.addEventListener("cancel", () => (dismissed = performance.now()), true);

addEventListener("keydown", (event) => {
  if (find("dialog[open]")) return;
  if (event.key === "Escape" && performance.now() - dismissed < 200) return;
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
  else if (event.target === question) question.blur(); // the keys without a box are free again
});

// Within the tabs the arrows go from one to the next.
app.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.getAttribute("role") !== "tab") return;
  const tabs = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
});

const sign = document.createElement("link");
Object.assign(sign, { rel: "icon", type: "image/svg+xml", href: app.dataset.icon });
document.head.append(sign);

listenForDrops(app, takeIn);
keepLooking();
question.focus();
