// A server in the model's place: what is said of it stands below its address.

const tellOfServer = async (asked, waiting = "") => {
  say("#quire-server-said", waiting);
  const { problem, said = "" } = await act(asked);
  say("#quire-server-said", problem || said, Boolean(problem));
  return problem;
};

const serverDoings = {
  "use-served": ({ dataset }) =>
    tellOfServer({ do: "use-served", name: dataset.name, as: dataset.as }),
  "use-files": (button) => tellIn(sheetOf(button), { do: "use-files" }),
  "forget-server": async () => {
    const problem = await tellOfServer({ do: "forget-server" });
    if (!problem) for (const field of ["address", "key"]) find(`#quire-server-${field}`).value = "";
  },
};

app.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.do !== "use-server") return;
  event.preventDefault();
  const { address, key } = form;
  const asked = { do: "use-server", address: address.value, key: key.value };
  const problem = await tellOfServer(asked, `Looking what is at ${address.value}…`);
  if (!problem) key.value = "";
});
