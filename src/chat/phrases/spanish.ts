import type { Phrases } from "../phrases.js";

const notListed = "No estás en la lista de este bot.";

export const spanish = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed} Te conoce como `, { code: principal }, "."],
  howToAdd: (command) => ["Quien lo opera te añade con ", { code: command }],
  unexpected: (id) => ["Algo salió mal aquí. El registro tiene los detalles con ", { code: id }, "."],
  forOperator: (code) => [
    "Esto no funcionó y solo puede arreglarlo quien opera el bot (",
    { code },
    "). Más con: ",
    { code: "modelpin doctor" },
  ],
  busy: "Ahora mismo está ocupado. Inténtalo de nuevo en un momento.",
  choiceUnreadable:
    "Lo que estaba fijado aquí no se puede leer. Elige de nuevo: /model <modelo>, o quita lo fijado: /model default",
  deadButton: ["Esto ya no hace nada, o no aquí, o no para ti. No se cambió nada. Una lista nueva: /model"],
  nothingToShow: "(Nada que mostrar.)",
  linesLeftOut: {
    one: "({count} línea más no cabe en un mensaje.)",
    other: "({count} líneas más no caben en un mensaje.)",
  },
  impossibleDate: "una fecha imposible",
  now: "ahora",
  justNow: "ahora mismo",
  writeOrCommand: "Escríbeme, o usa un comando:",
  emptyAnswer: "El modelo dio una respuesta vacía.",
  howToTalk: "Escribe un mensaje, o /model. Ctrl-C para terminar.",
  stopped: "Detenido.",
  noSuchCommand: (name, known) => `No hay ningún comando /${name}. Conocidos: ${known}`,
});
