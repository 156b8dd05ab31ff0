// The outer columns, which fold away or, narrow, become drawers; and light or dark.

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


// Narrow, a column lies over the others, and a touch beside it puts it away.
addEventListener("pointerdown", (event) => {
  const isOver = app.matches(".show-left, .show-right");
  if (isOver && !event.target.closest("#quire-left, #quire-right, [data-do=fold]")) {
    app.classList.remove("show-left", "show-right");
  }
});
