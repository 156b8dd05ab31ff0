// Keeps the page in step with the program: asks what changed, again and again, and shows it.

const show = (reply) => {
  for (const [name, part] of Object.entries(reply.parts)) {
    const holder = document.getElementById(name);
    if (!holder) continue;
    morph(holder, part.html);
    held[name] = part.digest;
  }
  for (const name of Object.keys(held)) if (!document.getElementById(name)) delete held[name];
  if (reply.parts["quire-modes"]) showModes();
  if (reply.parts["quire-models-list"]) showSliders();
  if (reply.parts["quire-settings-list"]) showSettings();
  const before = now;
  now = reply;
  app.classList.toggle("running", reply.running);
  app.classList.toggle("begun", reply.turn > 0);
  question.placeholder = reply.turn > 0 ? "Ask on…" : "Ask your documents…";
  const isOther = reply.turn !== before.turn || reply.asked !== before.asked;
  if (isOther) turned(before.version === null);
  if (before.running && !reply.running) finished();
  if (reply.parts["quire-current"]) {
    showChoices();
    unmark();
  }
  evidence.markTiles();
  evidence.drawFound();
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
