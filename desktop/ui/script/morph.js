// Turns what an element holds into new HTML by changing only what differs, so that a selection, the
// focus, a scroll position and an open fold survive while an answer streams in. Children that carry
// a data-key are found again wherever they moved; what lies inside a data-part is left alone.

const keyOf = (node) => node.dataset?.key ?? node.id ?? "";

const sameKind = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

const morphAttributes = (old, fresh) => {
  for (const { name } of [...old.attributes]) {
    const isOwn = name === "open" || name === "data-armed" || name === "aria-pressed";
    if (!isOwn && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "aria-pressed" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
};

const morphNode = (old, fresh) => {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data === fresh.data) return;
    if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.data.length));
    else old.data = fresh.data;
  } else if (old.nodeType === Node.ELEMENT_NODE) {
    morphAttributes(old, fresh);
    if (!fresh.hasAttribute("data-part")) morphChildren(old, fresh);
  }
};

const morphChildren = (holder, fresh) => {
  const wanted = new Set([...fresh.childNodes].map(keyOf));
  const isGone = (node) => node && keyOf(node) && !wanted.has(keyOf(node));
  let at = holder.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = keyOf(next);
    // First out with what is gone: moving its neighbours instead would lose a click on one of them.
    while (isGone(at)) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    if (key && at && keyOf(at) !== key) {
      const moved = [...holder.children].find((child) => keyOf(child) === key);
      if (moved) {
        holder.insertBefore(moved, at);
        at = moved;
      }
    }
    if (at && sameKind(at, next)) {
      morphNode(at, next);
      at = at.nextSibling;
    } else {
      holder.insertBefore(next, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
};

const morph = (holder, html) => {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  morphChildren(holder, fresh.content);
};
