/** An object of a document that anybody may have written; nothing is known of its fields. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a text that should be JSON; nothing where it is none. The engine's own error would quote the text. */
export function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields of what may be anything; none where it is no object. */
export function fieldsOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/**
 * What stands at a path; nothing where it leads nowhere.
 *
 * @example valueAt({ agents: { list: [{ id: "main" }] } }, "agents", "list", 0, "id"); // "main"
 */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}
