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
  cooldown: "gerade pausiert",
  disabled: "vorübergehend gesperrt",
  expired: "abgelaufen",
  needs_login: "neu anzumelden",
  missing_credential: "ohne Zugangsdaten",
  invalid_expires: "mit unbrauchbarem Ablaufdatum gespeichert",
  unresolved_ref: "als Verweis gespeichert, der nicht aufzulösen ist",
  provider_mismatch: "von einem anderen Anbieter",
  mode_mismatch: "von anderem Typ als konfiguriert",
  unknown_profile: "nicht mehr vorhanden",
  needs_consent: "auf Zustimmung angewiesen",
  denied: "nach Verbrauch bezahlt, was hier an Stelle eines Kontos mit Festpreis nicht erlaubt ist",
};

const failures: FailureWords = {
  rate_limit: (provider) => `Bei ${provider} ist ein Limit dieses Kontos erreicht`,
  overloaded: (provider) => `${provider} ist überlastet`,
  timeout: (provider) => `${provider} war nicht erreichbar oder hat nicht rechtzeitig geantwortet`,
  server_error: (provider) => `${provider} oder ein Server dazwischen hatte selbst einen Fehler`,
  billing: (provider) => `${provider} verlangt eine Zahlung, bevor es mit diesem Konto weitergeht`,
  auth: (provider) => `${provider} hat diese Zugangsdaten nicht angenommen`,
  auth_permanent: (provider) => `${provider} erlaubt diese Zugangsdaten nicht`,
  model_not_found: (provider) => `${provider} bietet dieses Modell für dieses Konto nicht an`,
  request: (provider) => `${provider} hat die Anfrage selbst abgelehnt`,
  context_overflow: () => "Die Unterhaltung ist für dieses Modell zu lang",
  aborted: () => "Die Anfrage wurde abgebrochen",
  unknown: (provider) => `${provider} ist auf eine noch unbekannte Art gescheitert`,
  deadline: (provider) => `${provider} hat nicht rechtzeitig geantwortet`,
  no_usable_answer: (provider) => `${provider} gab keine brauchbare Antwort`,
  no_request: () => "Mit diesen Zugangsdaten war keine Anfrage möglich",
  login_over: (provider) => `Eine Anmeldung bei ${provider} ist abgelaufen und wird nicht mehr erneuert`,
  login_not_renewed: (provider) => `Die Anmeldung bei ${provider} konnte nicht erneuert werden`,
  login_renewing: (provider) => `Die Anmeldung bei ${provider} wird noch erneuert`,
  credential_replaced: () => "Die Zugangsdaten wurden während der Anfrage ersetzt",
  profile_gone: () => "Das Profil gibt es nicht mehr",
};

const sooner = "geht es schon wieder? /model @<Profil> versucht es sofort";

const hints: FailureHints = {
  only: {
    aborted: "Mit dem Konto ist alles in Ordnung: frag wieder, wann du willst",
    context_overflow: "Neu beginnen mit /new, oder ein anderes Modell wählen: /model list",
    request: "Sag es anders, oder wähle ein anderes Modell: /model list",
    login_renewing: "Versuch es gleich noch einmal",
    credential_replaced: "Schick die Nachricht noch einmal",
  },
  first: {
    login_over: (command) => `Wer den Bot betreibt, meldet sich neu an: ${command}`,
    login_not_renewed: (command) =>
      `Es wird von selbst wieder versucht; wer den Bot betreibt, sieht, warum: ${command}`,
    no_request: (command) => `Wer den Bot betreibt, erfährt mehr: ${command}`,
  },
  useKey: "Stattdessen einen API-Schlüssel verwenden: /model list",
  back: (time) => `Zurück ${time}`,
  sooner,
  always: "was versucht wurde: /model why · ein anderes wählen: /model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : ` Zurück ${utc(back)}.`);

export const german: SetbackWords = {
  no_model: (data) => ({
    message: `Für den Agenten ${data.agent} ist kein Modell eingestellt.`,
    hint: `Eines wählen mit /model list, oder wer den Bot betreibt, setzt einen Standard: ${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `Das festgelegte Modell ${model} wird hier nicht mehr angeboten.`,
    hint: "Niemand wurde gefragt, denn festgelegt ist festgelegt. Ein anderes wählen: /model list, oder die Festlegung aufheben: /model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `Keine Zugangsdaten für ${provider} gefunden (Agent ${agent}).`,
    hint: `Wer den Bot betreibt, fügt sie hinzu: ${addKey(provider)}, oder: ${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `Die Reihenfolge für ${data.provider} (Agent ${data.agent}) nennt kein verwendbares Profil.`,
    hint: `Wer den Bot betreibt, setzt eine andere: ${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "Das festgelegte Profil ist" : `Kein Profil für ${model} ist verwendbar:`} ${whyNone(states, reasons, "; ")}.${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "Niemand sonst wurde gefragt, denn festgelegt ist festgelegt. /model why · wählen: /model list · aufheben: /model @auto oder /model default"
        : "/model why · ein anderes wählen: /model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `Das Konto mit Festpreis ist ${whyNot(states, flat, "nicht verwendbar")}; nur ein nach Verbrauch bezahltes könnte antworten.${backAt(back)}`,
    hint: "Wer wechseln darf, erlaubt es mit /model consent · ein anderes wählen: /model list · Einzelheiten: /model why",
  }),
  turn_failed: (data) => ({
    message: `${tellFailure(failures, data.story)}.`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `Die Antwort bricht hier ab: ${story ? tellFailure(failures, story) : "die Verbindung ist abgerissen"}.`,
  }),
  answer_too_long: ({ characters }) => ({
    message: `Die Antwort bricht hier ab: sie ist länger als ${characters} Zeichen.`,
  }),
  consent_denied: () => ({
    message: "Ein nach Verbrauch bezahltes Konto tritt hier nie an die Stelle eines mit Festpreis.",
    hint: "Selbst eines wählen: /model @<Profil>, oder wer den Bot betreibt, setzt auth.crossBilling auf ask oder allow.",
  }),
  telegram_admin_unknown: () => ({
    message: "Telegram hat nicht gesagt, ob du Admin dieser Gruppe bist.",
    hint: "Nichts wurde geändert. Versuch es gleich noch einmal.",
  }),
};
