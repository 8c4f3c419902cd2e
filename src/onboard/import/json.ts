import { isObject, type Json, valueAt } from "../../domain/json.js";

/** What stands at a path; an empty object where there is none, so that reading on finds nothing. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

/** The entries of a list; ids are sometimes written as numbers. */
export function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((item) => typeof item === "string" || typeof item === "number")
    .map((item) => String(item).trim())
    .filter((item) => item !== "");
}
