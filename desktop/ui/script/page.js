// What every part of the script uses. All of them run as one: the code of an HTML component of
// Gradio, which hands in `element`, `server` and `upload`.

const app = element.querySelector("#quire-app");
const root = document.documentElement;
const find = (selector) => app.querySelector(selector);
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const question = find("#quire-question");
const narrow = matchMedia("(max-width: 1099px)");
const held = {};
let now = { version: null, running: false, turn: 0, asked: "" };

const remembered = (name, otherwise) => JSON.parse(localStorage.getItem(name) ?? "null") ?? otherwise;
const remember = (name, value) => localStorage.setItem(name, JSON.stringify(value));

const say = (place, sentence, isBad = false) => {
  const holder = find(place);
  holder.textContent = sentence;
  holder.classList.toggle("bad", isBad);
};
const LOST = "Quire does not answer. If its window was closed, start it again.";
const complain = (sentence) => say("#quire-problem", sentence, true);

// A button that goes away with what it did leaves the keyboard nowhere: it goes on from here, as soon
// as that is there, unless somebody went elsewhere meanwhile.
const goOnFrom = async (selector) => {
  const from = document.activeElement;
  for (let looks = 0; looks < 300; looks += 1) {
    const at = document.activeElement;
    if (at === document.body && find(selector)) return find(selector).focus();
    if (at !== document.body && at !== from) return;
    await sleep(100);
  }
};

const act = async (asked) => {
  // Gradio gives nothing back, or throws, where the program is not there.
  const reply = await server.act(asked).catch(() => null);
  return reply?.problem === undefined ? { problem: LOST } : reply;
};
// One after another: what is sent at once may be heard in any order, and the last one has to stay.
let sent = Promise.resolve();
const inTurn = (send) => (sent = sent.then(send, send));

const tell = async (asked) => {
  const { problem } = await act(asked);
  complain(problem);
  return problem;
};
