import { createHash, createHmac } from "node:crypto";
import { inspect } from "node:util";

const shown = "[secret]";

/**
 * A credential's value that cannot be printed by accident: `String(secret)`, template literals, `JSON.stringify`,
 * `console.log` and `util.inspect` all give `[secret]`.
 *
 * {@link Secret.reveal} is the only way out. It may be called where a document is written and where a credential
 * enters a request, nowhere else; a test reads the sources to hold us to it.
 *
 * @example
 * const key = new Secret("sk-…");
 * `${key}`;      // "[secret]"
 * key.reveal();  // the value
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. **Never log, throw or show what this returns.** */
  reveal(): string {
    return this.#value;
  }

  /** Whether the value looks as such values do, without showing it. */
  matches(shape: RegExp): boolean {
    return shape.test(this.#value);
  }

  /** Whether both hold the same value, without showing either. */
  equals(other: Secret | undefined): boolean {
    return other !== undefined && this.#value === other.#value;
  }

  /**
   * Names the value without showing it: what the machine wrote down about it is found again, and is about nothing else.
   * **Only for values that nobody can guess** (tokens): a password could be found by trying.
   */
  get fingerprint(): string {
    return createHash("sha256").update(`modelpin:${this.#value}`).digest("base64url").slice(0, 16);
  }

  /** As {@link fingerprint}, for one comparison with what another process holds: a salt that is new tells nothing later. */
  digestUnder(salt: string): string {
    return createHmac("sha256", salt).update(this.#value).digest("base64url");
  }

  get isEmpty(): boolean {
    return this.#value.trim() === "";
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
