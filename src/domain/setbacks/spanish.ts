import {
  addKey,
  addToken,
  type FailureHints,
  type FailureWords,
  hintAfterFailure,
  orSooner,
  type SetbackWords,
  setModel,
  setOrder,
  tellFailure,
  utc,
  type WhyNotWords,
  whyNone,
  whyNot,
} from "../setback-words.js";

const states: WhyNotWords = {
  cooldown: "en pausa",
  disabled: "bloqueado por un tiempo",
  expired: "caducado",
  needs_login: "pendiente de un nuevo inicio de sesión",
  missing_credential: "sin credencial",
  invalid_expires: "guardado con una caducidad no válida",
  unresolved_ref: "guardado como una referencia que no se puede resolver",
  provider_mismatch: "de otro proveedor",
  mode_mismatch: "de otro tipo que el configurado",
  unknown_profile: "ya inexistente",
  needs_consent: "a la espera de permiso",
  denied: "de pago por uso, que aquí no se permite en lugar de uno de tarifa plana",
};

const failures: FailureWords = {
  rate_limit: (provider) => `${provider} ha alcanzado un límite de esta cuenta`,
  overloaded: (provider) => `${provider} está saturado`,
  timeout: (provider) => `No se pudo contactar con ${provider} o no respondió a tiempo`,
  server_error: (provider) => `${provider} o un servidor intermedio tuvo un error propio`,
  billing: (provider) => `${provider} pide un pago antes de seguir con esta cuenta`,
  auth: (provider) => `${provider} no aceptó esta credencial`,
  auth_permanent: (provider) => `${provider} no permite esta credencial`,
  model_not_found: (provider) => `${provider} no ofrece este modelo a esta cuenta`,
  request: (provider) => `${provider} rechazó la propia petición`,
  context_overflow: () => "La conversación es demasiado larga para este modelo",
  aborted: () => "La petición se detuvo",
  unknown: (provider) => `${provider} falló de una forma aún desconocida`,
  deadline: (provider) => `${provider} no respondió a tiempo`,
  no_usable_answer: (provider) => `${provider} no dio ninguna respuesta utilizable`,
  no_request: () => "No se pudo hacer ninguna petición con esta credencial",
  login_over: (provider) => `Una sesión en ${provider} terminó: el proveedor se negó a renovarla`,
  login_not_renewed: (provider) => `No se pudo renovar la sesión en ${provider}`,
  login_renewing: (provider) => `La sesión en ${provider} aún se está renovando`,
  credential_replaced: () => "La credencial se sustituyó durante la petición",
  profile_gone: () => "El perfil ya no existe",
};

const sooner = "¿ya funciona otra vez? /model @<perfil> lo prueba enseguida";

const hints: FailureHints = {
  only: {
    aborted: "La cuenta está bien: pregunta de nuevo cuando quieras",
    context_overflow: "Empieza de nuevo con /new, o elige otro modelo: /model list",
    request: "Dilo de otra manera, o elige otro modelo: /model list",
    login_renewing: "Inténtalo de nuevo en un momento",
    credential_replaced: "Envía el mensaje otra vez",
  },
  first: {
    login_over: (command) => `Quien opera el bot inicia sesión de nuevo: ${command}`,
    login_not_renewed: (command) => `Se vuelve a intentar solo; quien opera el bot ve por qué: ${command}`,
    no_request: (command) => `Quien opera el bot averigua más: ${command}`,
  },
  useKey: "Usa mejor una clave de API: /model list",
  back: (time) => `Vuelve: ${time}`,
  sooner,
  always: "lo que se probó: /model why · elegir otro: /model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : ` Vuelve: ${utc(back)}.`);

export const spanish: SetbackWords = {
  no_model: (data) => ({
    message: `El agente ${data.agent} no tiene ningún modelo.`,
    hint: `Elige uno con /model list, o quien opera el bot pone uno por defecto: ${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `El modelo fijado ${model} ya no se ofrece aquí.`,
    hint: "No se preguntó a nadie, porque lo fijado no cambia solo. Elige otro con /model list, o quita lo fijado con /model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `No hay credenciales para ${provider} (agente ${agent}).`,
    hint: `Quien opera el bot añade una: ${addKey(provider)}, o: ${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `El orden de ${data.provider} (agente ${data.agent}) no nombra ningún perfil utilizable.`,
    hint: `Quien opera el bot pone otro: ${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "El perfil fijado no se puede usar:" : `No se puede usar ningún perfil para ${model}:`} ${whyNone(states, reasons, "; ")}.${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "No se preguntó a nadie más, porque lo fijado no cambia solo. /model why · elegir: /model list · quitarlo: /model @auto o /model default"
        : "/model why · elegir otro: /model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `La cuenta de tarifa plana no se puede usar (${whyNot(states, flat, "no utilizable")}); solo podría responder una de pago por uso.${backAt(back)}`,
    hint: "Quien puede cambiar lo permite con /model consent · elegir otro: /model list · detalles: /model why",
  }),
  turn_failed: (data) => ({
    message: `${tellFailure(failures, data.story)}.`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `La respuesta se cortó aquí: ${story ? tellFailure(failures, story) : "se cortó la conexión"}.`,
  }),
  answer_too_long: ({ characters }) => ({
    message: `La respuesta se cortó aquí: tiene más de ${characters} caracteres.`,
  }),
  consent_denied: () => ({
    message: "Aquí una cuenta de pago por uso nunca ocupa el lugar de una de tarifa plana.",
    hint: "Elige una con /model @<perfil>, o quien opera el bot pone auth.crossBilling en ask o allow.",
  }),
  telegram_admin_unknown: () => ({
    message: "Telegram no dijo si administras este grupo.",
    hint: "No se cambió nada. Inténtalo de nuevo en un momento.",
  }),
};
