import { isApiKey } from "../../../../src/config/api-key-form.js";
import { isSetupToken, shortnessOf } from "../../../../src/config/setup-token-form.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { type ProviderId, providerKey } from "../../../../src/domain/ids.js";
import { Secret } from "../../../../src/domain/secret.js";

export interface Pasted {
  readonly secret: Secret;
  /** How many lines were joined into one. */
  readonly lines: number;
  /** What is odd about it, which is stored all the same. */
  readonly note?: string;
}

export type PastedKind = "api_key" | "token";

/** What a certain kind of credential always looks like. */
export interface SecretForm {
  readonly prefix: string;
  /** Counted in characters; less was cut off while it was copied. */
  readonly minLength: number;
  /** How such a credential is made, as a sentence. */
  readonly madeBy: string;
}

const refuse = (code: string, message: string, hint: string): never => {
  throw new ModelpinError(code, `${message} Nothing was stored.`, { hint });
};

/** Terminals and mail programs break long text at a fixed width: every line but the last is as long as the first. */
function joinWraps(lines: readonly string[]): string | undefined {
  const [first = ""] = lines;
  const last = lines.at(-1) ?? "";
  const isHardWrap = first.length >= 20 && lines.slice(0, -1).every(({ length }) => length === first.length);
  // Two credentials one below the other look like a wrap, but begin alike.
  const isOne = lines.slice(1).every((line) => line.slice(0, 3) !== first.slice(0, 3));
  return isHardWrap && isOne && last.length <= first.length ? lines.join("") : undefined;
}

/**
 * Checks what somebody pasted as a credential, and takes off what is around it. Errors never repeat any of it.
 *
 * @throws {ModelpinError} `secret_empty`, `secret_not_one_line`, `secret_with_space`, `secret_with_strange_characters`,
 * `secret_with_wrapping`, `secret_of_other_kind`, and with a form `secret_of_other_form`, `secret_too_short`
 */
export function toPasted(text: string, kind: PastedKind, provider: ProviderId, form?: SecretForm): Pasted {
  const word = kind === "api_key" ? "key" : "token";
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 0)
    refuse("secret_empty", `There was no ${word}.`, `Paste the ${word} when asked, or pipe it in.`);
  if (lines.some((line) => /\s/.test(line))) {
    refuse(
      "secret_with_space",
      "There is a space inside.",
      `Give the ${word} alone, without a name before it or words around it.`,
    );
  }
  const value = (lines.length === 1 ? lines[0] : joinWraps(lines)) ?? "";
  if (value === "") {
    refuse("secret_not_one_line", `These are ${lines.length} lines.`, `Give one ${word}, on one line.`);
  }
  if (/[^\x21-\x7E]/.test(value)) {
    refuse(
      "secret_with_strange_characters",
      `There is a character inside that no ${word} has (invisible, or not ASCII).`,
      "Copy it again from where it was made: chat programs and editors change dashes and quotes.",
    );
  }
  if (/^["'`]|["'`]$|^[A-Za-z_][A-Za-z0-9_]*=/.test(value)) {
    refuse("secret_with_wrapping", "There are quotes around it, or a name and = before it.", `Give the ${word} alone.`);
  }
  const other = otherKind(value, kind, provider);
  if (other) refuse("secret_of_other_kind", other.message, other.hint);
  if (form) checkForm(value, form, word);
  const note = providerKey(provider) === "anthropic" ? shortnessOf(value) : undefined;
  return { secret: new Secret(value), lines: lines.length, ...(note === undefined ? {} : { note }) };
}

function checkForm(value: string, { prefix, minLength, madeBy }: SecretForm, word: string): void {
  if (!value.startsWith(prefix)) refuse("secret_of_other_form", `Such a ${word} begins with ${prefix}.`, madeBy);
  if (value.length < minLength) {
    refuse(
      "secret_too_short",
      `Such a ${word} has at least ${minLength} characters; this one has ${value.length}.`,
      "Copy it again, to its end: terminals break it over two lines.",
    );
  }
}

function otherKind(
  value: string,
  kind: PastedKind,
  provider: ProviderId,
): { message: string; hint: string } | undefined {
  if (kind === "token" && isApiKey(provider, value)) {
    return {
      message: "This is an API key, not a token.",
      hint: `Store it with: modelpin models auth paste-api-key --provider ${provider}`,
    };
  }
  if (kind === "api_key" && providerKey(provider) === "anthropic" && isSetupToken(value)) {
    return {
      message: "This is a subscription token (of claude setup-token), not an API key.",
      hint: "Store it with: modelpin models auth paste-token --provider anthropic",
    };
  }
  return undefined;
}
