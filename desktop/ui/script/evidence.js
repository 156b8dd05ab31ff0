// The evidence column: which of its two sheets is shown, and which passage is open.

const makeEvidence = (app, act, unfold, foundKeys) => {
  const find = (selector) => app.querySelector(selector);
  const opened = find("#quire-opened");
  const passages = find("#quire-passages");
  let open = null;
  let mode = null;

  const markTiles = () => {
    for (const tile of app.querySelectorAll(".cite, .card")) {
      tile.classList.toggle("on", tile.dataset.n === open);
    }
  };

  const tab = (name) => {
    for (const each of app.querySelectorAll("[role=tab]")) {
      const on = each.dataset.tab === name;
      each.setAttribute("aria-selected", String(on));
      find(`#quire-${each.dataset.tab}`).hidden = !on;
    }
    if (name === "saw") see();
    if (name === "choices") showChoices();
  };

  const see = async (chosen = mode) => {
    mode = chosen;
    if (find("#quire-saw").hidden) return;
    const reply = await act({ do: "saw", mode });
    if (reply.html) morph(find("#quire-saw"), reply.html);
    for (const pick of app.querySelectorAll(".pick")) {
      if (mode) pick.setAttribute("aria-pressed", String(pick.dataset.mode === mode));
    }
  };

  const all = () => {
    open = null;
    opened.hidden = true;
    passages.hidden = false;
    markTiles();
  };

  const draw = async (n, image, width) => {
    const page = Number(image.dataset.page);
    const reply = await act({ do: "picture", n, page, width: Math.round(width * devicePixelRatio) });
    const wait = image.parentElement.querySelector(".wait");
    if (reply.problem && wait) wait.textContent = reply.problem;
    if (reply.lost && opened.contains(image)) {
      image.parentElement.hidden = true;
      morph(opened.querySelector(".lost"), reply.lost);
    }
    if (!reply.picture || image.dataset.picture !== n || Number(image.dataset.page) !== page) return;
    image.src = reply.picture;
    await image.decode().catch(() => null);
    image.classList.add("drawn");
    return reply;
  };

  const show = async (n, byHand = true) => {
    open = n;
    if (byHand) {
      unfold();
      tab("evidence");
    }
    const reply = await act({ do: "passage", n, among: n.startsWith("p") ? foundKeys() : [] });
    if (reply.problem || open !== n) return;
    opened.innerHTML = reply.html;
    opened.hidden = false;
    passages.hidden = true;
    find("#quire-evidence").scrollTop = 0;
    markTiles();
    const image = opened.querySelector("[data-picture]");
    await draw(n, image, image.parentElement.clientWidth);
  };

  // The file of the page that could not be shown is there again: every tab draws it by itself.
  const drawFound = () => {
    const place = opened.querySelector("[data-found]");
    const page = opened.querySelector(".page[hidden]");
    if (!place || !page) return;
    page.hidden = false;
    draw(open, page.querySelector("img"), page.clientWidth);
  };

  // A passage can stand on several pages: the next or the one before of those.
  const turnPage = async (by) => {
    const bar = opened.querySelector(".turn");
    const image = opened.querySelector("[data-picture]");
    const first = Number(bar.dataset.first);
    const last = Number(bar.dataset.last);
    const page = Math.min(last, Math.max(first, Number(image.dataset.page) + by));
    image.dataset.page = page;
    const [before, after] = bar.querySelectorAll("button");
    before.disabled = page === first;
    after.disabled = page === last;
    const reply = await draw(open, image, image.parentElement.clientWidth);
    if (reply?.where) bar.querySelector(".quiet").textContent = reply.where;
  };

  const zoom = async (n) => {
    const dialog = find("#quire-zoom");
    const image = dialog.querySelector("img");
    const small = opened.querySelector("[data-picture]");
    image.dataset.picture = n;
    image.dataset.page = small.dataset.page;
    image.alt = small.alt;
    image.src = small.src;
    dialog.showModal();
    await draw(n, image, Math.min(innerWidth * 0.9, 1200));
  };

  return { tab, see, all, show, drawFound, turnPage, zoom, markTiles, isOpen: () => open !== null };
};
