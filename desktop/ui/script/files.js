// Takes files and folders that are dropped anywhere or chosen, and uploads them one after another.

const filesOf = async (entry) => {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time.
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) break;
    for (const each of some) found.push(...(await filesOf(each)));
  }
  return found.filter((file) => /\.pdf$/i.test(file.name));
};

const droppedFiles = async (transfer) => {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(filesOf))).flat();
};

const makeTaker = (take, say) => async (files) => {
  if (!files.length) return say("There is no PDF in this folder.", true);
  let refused = "";
  for (const [n, file] of files.entries()) {
    say(files.length > 1 ? `Taking in ${n + 1} of ${files.length}…` : `Taking in ${file.name}…`);
    try {
      const problem = await take(file);
      if (problem) refused = problem;
    } catch {
      refused = `${file.name} could not be taken in: it is too large, or Quire was closed.`;
    }
  }
  say(refused, Boolean(refused));
};

const listenForDrops = (app, take) => {
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const show = (change) => {
    depth = Math.max(0, change === 0 ? 0 : depth + change);
    app.classList.toggle("dropping", depth > 0);
  };
  addEventListener("dragenter", (event) => holdsFiles(event) && show(1));
  addEventListener("dragleave", (event) => holdsFiles(event) && show(-1));
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    show(0);
    take(await droppedFiles(event.dataTransfer));
  });
};
