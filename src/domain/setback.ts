import { ModelpinError } from "./errors.js";
import type { SetbackKind, Setbacks } from "./setback-words.js";
import { english } from "./setbacks/english.js";

/** Why a turn has no answer: a {@link ModelpinError} whose data can be said in any language. */
export class Setback<K extends SetbackKind = SetbackKind> extends ModelpinError {
  override readonly name: string = "Setback";
  /** Which sentence says it; finer than `code`. */
  readonly kind: K;
  readonly data: Setbacks[K];

  constructor(kind: K, data: Setbacks[K], options: { code?: string; cause?: unknown } = {}) {
    const { message, hint } = english[kind](data);
    super(options.code ?? kind, message, { hint, cause: options.cause });
    this.kind = kind;
    this.data = data;
  }
}
