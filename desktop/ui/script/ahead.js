// Tells the program what is being typed whenever the fingers rest, so that it can read ahead.

const REST = 300; // milliseconds
let resting = 0;

const tellTyping = () => {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const words = question.value.trim();
    if (!words || now.running || instead !== null) return;
    act({ do: "typing", question: words, modes: chosenModes() });
  }, REST);
};
