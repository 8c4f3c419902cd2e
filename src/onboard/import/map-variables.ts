import { isProviderVariable } from "../../config/provider-variables.js";
import { isModelpinError } from "../../domain/errors.js";
import { Secret } from "../../domain/secret.js";
import { withVariables } from "../env-text.js";
import { objectAt } from "./json.js";
import type { Left } from "./left.js";
import type { Source } from "./source.js";

/** A provider's key in a variable. */
export interface MappedVariable {
  readonly from: string;
  readonly name: string;
  readonly secret: Secret;
}

/**
 * The keys that stand in variables: in `.env`, which counts first there, and in the configuration, where no secret may
 * stand here. Bots' tokens are not taken: a token that is set brings the bot up.
 */
export function mapVariables({ variables, envFile, config }: Source): {
  readonly variables: readonly MappedVariable[];
  readonly left: readonly Left[];
} {
  const found = new Map<string, MappedVariable>();
  const left: Left[] = [];
  const add = (from: string, name: string, value: unknown): void => {
    if (found.has(name) || !isProviderVariable(name) || typeof value !== "string" || value.trim() === "") return;
    const secret = new Secret(value.trim());
    try {
      withVariables("", new Map([[name, secret]]));
      found.set(name, { from, name, secret });
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      left.push({ from, why: error.message });
    }
  };
  for (const [name, value] of Object.entries(variables)) add(`${envFile}: ${name}`, name, value);
  const places = { "env.vars": objectAt(config, "env", "vars"), env: objectAt(config, "env") };
  for (const [place, values] of Object.entries(places)) {
    for (const [name, value] of Object.entries(values)) if (!isPattern(value)) add(`${place}.${name}`, name, value);
  }
  const strangers = Object.keys(variables).filter((name) => !isProviderVariable(name));
  // What is no name is a line gone wrong, and may be a key.
  const told = strangers.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : "…"));
  if (strangers.length > 0) {
    left.push({ from: `${envFile}: ${told.join(", ")}`, why: "of variables only providers' keys are taken over" });
  }
  return { variables: [...found.values()], left };
}

/** Where other variables stand in for the value. */
const isPattern = (value: unknown): boolean => typeof value === "string" && value.includes("${");
