import type { Signer } from "../picker.js";
import type { Completion } from "../slash.js";
import { cutMiddle } from "./cut-label.js";

/** Discord's limits for suggestions, and for their names and values in characters. */
const mostChoices = 25;
const longestChoice = 100;

export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

/** Suggestions as Discord takes them. A label may be cut; a value that does not fit becomes `~<token>`, or is left out. */
export function toSuggestions(completions: readonly Completion[], signer: Signer): Suggestion[] {
  const seen = new Set<string>();
  return completions
    .map((completion) => ({ ...completion, value: fittingValue(completion, signer) }))
    .filter(({ value }) => {
      const fits = value.trim() !== "" && value.length <= longestChoice && !seen.has(value);
      seen.add(value);
      return fits;
    })
    .slice(0, mostChoices)
    .map(({ label, value }) => ({ name: cutMiddle(label.trim() === "" ? value : label, longestChoice), value }));
}

function fittingValue({ value, names }: Completion, { picker, session, now }: Signer): string {
  if (value.length <= longestChoice || !picker || !names) return value;
  return `~${picker.sign({ use: "type", names, session, now })}`;
}
