/** An object of a document that anybody may have written; nothing is known of its fields. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
