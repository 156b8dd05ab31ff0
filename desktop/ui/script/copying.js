// An answer as plain text: citations in their brackets, formulas as they were written, each item of a
// list and each row of a table on a line of its own.

const plainText = (body) => {
  const words = body.cloneNode(true);
  for (const hidden of words.querySelectorAll(".sr, .thought")) hidden.remove();
  for (const tile of words.querySelectorAll(".cite")) tile.replaceWith(`[${tile.dataset.n}]`);
  for (const formula of words.querySelectorAll("math")) {
    formula.replaceWith(formula.getAttribute("alttext"));
  }
  for (const list of words.querySelectorAll("ol, ul")) {
    const items = [...list.children].map((item, n) => {
      const sign = list.tagName === "OL" ? `${list.start + n}.` : "-";
      return `${sign} ${item.textContent.trim()}`;
    });
    list.textContent = items.join("\n");
  }
  for (const table of words.querySelectorAll("table")) {
    const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t");
    table.replaceWith([...table.rows].map(cells).join("\n"));
  }
  return [...words.children].map((block) => block.textContent).join("\n\n");
};
