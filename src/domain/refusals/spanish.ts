import type { ProfileId } from "../ids.js";
import { flags, list, orAdded, quote, type RefusalWords } from "../refusal.js";

const usable = (names: readonly ProfileId[]): string =>
  names.length > 0 ? `Puedes usar: ${list(names)}.` : "No hay ningún perfil que puedas usar para ello.";

export const spanish: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `No hay ningún modelo ${quote(typed)}. No se cambió nada.`,
    hint: orAdded(
      near.length > 0 ? `¿Querías decir ${near.join(" o ")}? Todos con /model list` : "Todos con /model list",
      typed,
      "Quien opera el bot lo añade: ",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} es ambiguo. No se cambió nada.`,
    hint: `Di cuál: ${list(choices)}${more > 0 ? ` (+${more} más)` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} no está permitido aquí. No se cambió nada.`,
    hint: "Lo permitido se ve con /model list · Quien opera el bot permite más con modelPolicy.allow",
  }),
  missing_profile: ({ usable: names }) => ({
    message: "No hay ningún perfil tras la «@». No se cambió nada.",
    hint: `${usable(names)} @auto quita el perfil fijado.`,
  }),
  unknown_profile: ({ typed, provider, usable: names }) => ({
    message: `No hay ningún perfil ${quote(typed)} para ${provider}. No se cambió nada.`,
    hint: usable(names),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable: names }) => ({
    message: `${profileId} es un perfil de ${profileProvider}, no de ${provider}. No se cambió nada.`,
    hint: usable(names),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `Opción desconocida ${quote(flag)}. No se cambió nada.`,
    hint: near.length > 0 ? `¿Querías decir ${near.join(" o ")}? Conocidas: ${flags}` : `Conocidas: ${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `No esperaba ${quote(word)}. No se cambió nada.`,
    hint: `Un destino y opciones: /model <modelo>[@<perfil>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} no va con ${word}. No se cambió nada.`,
    hint: `${flag} necesita una elección, por ejemplo /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `No hay página ${quote(page)}.`,
    hint: pages > 1 ? `Las páginas van de 1 a ${pages}: /model list 1` : "Hay una página: /model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `El agente ${agent} no tiene ningún modelo.`,
    hint: "Elige uno aquí con /model list, o pon uno por defecto: modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: "Puedes mirar, pero no cambiar. No se cambió nada.",
    hint: `Quien opera el bot lo permite así: modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "Puedes mirar, pero no hablar aquí con un modelo. No se cambió nada.",
    hint: `Quien opera el bot lo permite así: modelpin access add ${principal} --level chat`,
  }),
};
