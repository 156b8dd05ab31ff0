// Marks the words that only one of two answers has, over the page as it stands: nothing is changed
// in it, and an answer that is drawn again loses its marks.

const differing = window.Highlight && new Highlight();
if (differing) CSS.highlights.set("quire-differs", differing);

const WORD = /[\p{L}\p{N}]+(?:[.,'’][\p{L}\p{N}]+)*/gu;

const wordsIn = (lane) => {
  const body = document.querySelector(`#quire-lane-${lane} .body`);
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest(".sr, .thought, .cite, .quiet, math")) continue;
    for (const word of text.data.matchAll(WORD)) found.push({ text, at: word.index, word: word[0] });
  }
  return found;
};

const mark = ({ text, at, word }) => {
  const range = new Range();
  range.setStart(text, at);
  range.setEnd(text, at + word.length);
  differing.add(range);
};

const unmark = () => {
  differing?.clear();
  const choice = find(".differences");
  if (choice) choice.value = "";
};

const markDifferences = async (choice) => {
  differing?.clear();
  if (!choice.value) return;
  if (!differing) return complain("This browser cannot mark differences: it is too old.");
  const [first, second] = choice.value.split(" ").map(wordsIn);
  const plain = (words) => words.map(({ word }) => word);
  const reply = await act({ do: "differences", first: plain(first), second: plain(second) });
  complain(reply.problem);
  if (reply.problem) return;
  for (const n of reply.first) mark(first[n]);
  for (const n of reply.second) mark(second[n]);
  say("#quire-news", reply.said);
};
