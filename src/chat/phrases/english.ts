import type { Phrases } from "../phrases.js";

const notListed = "You are not on this bot's list.";

export const english = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed} It knows you as `, { code: principal }, "."],
  howToAdd: (command) => ["Its owner adds you with ", { code: command }],
  unexpected: (id) => ["Something went wrong here. The log has the details under ", { code: id }, "."],
  forOperator: (code) => [
    "This did not work, and only an operator can mend it (",
    { code },
    "). More with: ",
    { code: "modelpin doctor" },
  ],
  busy: "This is busy just now. Try again in a moment.",
  choiceUnreadable: "What was chosen here cannot be read. Choose again: /model <model>, or drop it: /model default",
  deadButton: ["This does nothing any more, or not here, or not for you. Nothing was changed. A fresh list: /model"],
  nothingToShow: "(Nothing to show.)",
  linesLeftOut: {
    one: "({count} more line would not fit into one message.)",
    other: "({count} more lines would not fit into one message.)",
  },
  impossibleDate: "an impossible date",
  now: "now",
  justNow: "just now",
  writeOrCommand: "Write to me, or use a command:",
  emptyAnswer: "The model gave an empty answer.",
  howToTalk: "Type a message, or /model. Ctrl-C ends.",
  stopped: "Stopped.",
  noSuchCommand: (name, known) => `There is no command /${name}. Known: ${known}`,
});
