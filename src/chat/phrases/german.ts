import type { Phrases } from "../phrases.js";

const notListed = "Du stehst nicht auf der Liste dieses Bots.";

export const german = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed} Er kennt dich als `, { code: principal }, "."],
  howToAdd: (command) => ["Wer ihn betreibt, nimmt dich auf mit ", { code: command }],
  unexpected: (id) => ["Hier ist etwas schiefgegangen. Mehr steht im Protokoll unter ", { code: id }, "."],
  forOperator: (code) => [
    "Das hat nicht geklappt, und nur wer den Bot betreibt, kann es beheben (",
    { code },
    "). Mehr mit: ",
    { code: "modelpin doctor" },
  ],
  busy: "Hier ist gerade zu viel los. Versuch es gleich noch einmal.",
  choiceUnreadable:
    "Was hier festgelegt war, ist nicht lesbar. Neu wählen: /model <Modell>, oder die Festlegung aufheben: /model default",
  deadButton: [
    "Das bewirkt nichts mehr, oder nicht hier, oder nicht für dich. Nichts wurde geändert. Eine neue Liste: /model",
  ],
  nothingToShow: "(Nichts zu zeigen.)",
  linesLeftOut: {
    one: "({count} weitere Zeile passt nicht in eine Nachricht.)",
    other: "({count} weitere Zeilen passen nicht in eine Nachricht.)",
  },
  impossibleDate: "ein unmögliches Datum",
  now: "jetzt",
  justNow: "gerade eben",
  writeOrCommand: "Schreib mir, oder nimm einen Befehl:",
  emptyAnswer: "Das Modell gab eine leere Antwort.",
  howToTalk: "Schreib eine Nachricht, oder /model. Strg-C beendet.",
  stopped: "Angehalten.",
  noSuchCommand: (name, known) => `Einen Befehl /${name} gibt es nicht. Bekannt: ${known}`,
});
