import type { Phrases } from "../phrases.js";

export const english: Phrases = {
  notListed: "You are not on this bot's list.",
  knownAs: (principal) => ["You are not on this bot's list. It knows you as ", { code: principal }, "."],
  howToAdd: (command) => ["Its owner adds you with ", { code: command }],
  unexpected: (id) => ["Something went wrong here. The log has the details under ", { code: id }, "."],
  deadButton: ["This does nothing any more, or not here, or not for you. Nothing was changed. A fresh list: /model"],
  nothingToShow: "(Nothing to show.)",
  linesLeftOut: (count) => `(${count} more ${count === 1 ? "line" : "lines"} would not fit into one message.)`,
  impossibleDate: "an impossible date",
  now: "now",
  justNow: "just now",
  writeOrCommand: "Write to me, or use a command:",
  emptyAnswer: "The model gave an empty answer.",
  howToTalk: "Type a message, or /model. Ctrl-C ends.",
  stopped: "Stopped.",
  noSuchCommand: (name, known) => `There is no command /${name}. Known: ${known}`,
};
