// The list of conversations: found, named, saved, deleted and brought back.

const conversationOf = (button) => Number(button.dataset.conversation);

const lineOf = (conversation) => `.talk .line[data-conversation="${conversation}"]`;

const undoable = async (button) => {
  const conversation = conversationOf(button);
  const line = button.closest("li").querySelector(".line");
  const title = line.textContent;
  const wasOpen = line.classList.contains("on");
  if (await tell({ do: "delete-conversation", conversation })) return;
  const holder = find("#quire-undo");
  const undo = document.createElement("button");
  Object.assign(undo, { type: "button", className: "link", textContent: "Undo" });
  Object.assign(undo.dataset, { do: "restore-conversation", conversation, wasOpen });
  holder.replaceChildren(`“${title}” is deleted. `, undo);
  undo.focus();
  lookFor();
};

const rename = (button) =>
  renameLine(button, (title) =>
    tell({ do: "rename", conversation: conversationOf(button), title }),
  ).then(() => {
    lookFor();
    goOnFrom(lineOf(conversationOf(button)));
  });

// A field in the place of a line's words; `save` gets what was typed. Over when the field is gone.
const renameLine = (button, save) => new Promise((over) => {
  const line = button.closest("li").querySelector(".line");
  const field = document.createElement("input");
  Object.assign(field, { value: line.dataset.name ?? line.textContent, className: "renaming", maxLength: 200 });
  field.setAttribute("aria-label", "New name");
  line.hidden = true;
  line.before(field);
  field.select();
  let isDone = false; // taking the field away takes the focus from it, which would end it again
  const done = async (isWanted) => {
    if (isDone) return;
    isDone = true;
    field.remove();
    line.hidden = false;
    if (isWanted) await save(field.value);
    over();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done(true);
    if (event.key === "Escape") {
      event.stopPropagation();
      done(false);
    }
  });
  field.addEventListener("blur", () => done(true));
});

const lookFor = async () => {
  const words = find("#quire-find").value.trim();
  const found = find("#quire-found");
  found.hidden = !words;
  find("#quire-conversation").hidden = Boolean(words);
  if (!words) return found.replaceChildren();
  const { html } = await act({ do: "find", words });
  if (html && words === find("#quire-find").value.trim()) morph(found, html);
};


const askHowToSave = (button) => {
  const dialog = find("#quire-save");
  dialog.dataset.conversation = button.dataset.conversation;
  dialog.showModal();
};

const save = async (button) => {
  const dialog = find("#quire-save");
  const conversation = conversationOf(dialog);
  dialog.close();
  const { problem, name, type, text } = await act({ do: "save", conversation, as: button.dataset.as });
  complain(problem);
  if (problem) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
