// Downloads: each is asked for, in a dialog of its own, before anything leaves the machine.

const askFirst = (button) => {
  const dialog = find("#quire-ask-download");
  dialog.dataset.offer = button.dataset.offer;
  for (const place of dialog.querySelectorAll("[data-fill]")) {
    place.textContent = button.dataset[place.dataset.fill];
  }
  dialog.showModal();
};

const downloadDoings = {
  download: askFirst,
  "download-not": () => find("#quire-ask-download").close(),
  "download-yes": () => {
    const dialog = find("#quire-ask-download");
    dialog.close();
    tellIn(find("#quire-models"), { do: "download", offer: dialog.dataset.offer, agreed: true });
  },
  "download-cancel": (button) => tellIn(sheetOf(button), { do: "download-cancel" }),
  "download-drop": (button) =>
    tellIn(sheetOf(button), { do: "download-drop", offer: button.dataset.offer }),
};
