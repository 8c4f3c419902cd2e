const secretKey = /key|token|secret|passw|authorization|credential|header|extraparams/i;
/** What a program of `secrets.providers` is given. */
const secretGifts = new Set(["env", "args"]);
/** The beginnings of well-known keys, and the shapes of Telegram's and Discord's bot tokens. */
const secretValue =
  /^(sk-|sk_|gh[pousr]_|github_pat_|xox|xapp-|gsk_|xai-|AIza|pplx-|npm_|ya29\.|eyJ|AKIA)|\d{6,}:[\w-]{30,}|[\w-]{23,}\.[\w-]{6,7}\.[\w-]{27,}|:\/\/[^/\s]*@/;

function isSecretPath([section, ...path]: readonly (string | number)[]): boolean {
  return path.some(
    (step) => typeof step === "string" && (secretKey.test(step) || (section === "secrets" && secretGifts.has(step))),
  );
}

/** Whether a text has the form of a well-known kind of key. */
export function looksSecret(text: string): boolean {
  return secretValue.test(text);
}

/** Something a person wrote, quoted for an error: cut when long, not shown at all when it looks like a secret. */
export function quoted(text: string): string {
  if (looksSecret(text)) return '"…"';
  const characters = [...text];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : text);
}

/** What was found at `path`, as an error may say it. */
export function found(value: unknown, path: readonly (string | number)[]): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (isSecretPath(path)) return typeof value === "string" ? "text" : `a ${typeof value}`;
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "number") return String(value);
  // Longer ones have lost digits already: ids belong in quotes.
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? "a number with too many digits"
    : `the number ${value}`;
}

/** @example pathText(["agents", "list", 0, "id"]); // agents.list[0].id */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(step) && !looksSecret(step)) return index === 0 ? step : `.${step}`;
      return `[${quoted(step)}]`;
    })
    .join("");
}
