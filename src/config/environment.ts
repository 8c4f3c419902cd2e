import type { ProfileId, ProviderId } from "../domain/ids.js";
import { Secret } from "../domain/secret.js";
import { childEnvironment } from "./child-environment.js";
import { environmentCredentials } from "./environment-credentials.js";

/** Where a variable was found. */
export type EnvironmentSource = "process" | "state .env" | "login shell";

export type Variables = Readonly<Record<string, string | undefined>>;

/** One place where variables stand; of several, the first that has a name wins. */
export interface EnvironmentLayer {
  readonly source: EnvironmentSource;
  readonly variables: Variables;
}

export interface EnvironmentValue {
  readonly value: Secret;
  readonly source: EnvironmentSource;
}

/** A credential that stands in the environment. */
export interface EnvironmentCredential {
  /** `<provider>:env`, then `<provider>:env-2`, … in the order in which they count. */
  readonly id: ProfileId;
  readonly provider: ProviderId;
  readonly type: "api_key" | "token";
  readonly secret: Secret;
  readonly variable: string;
  readonly source: EnvironmentSource;
}

/** The environment as modelpin sees it. Values are `Secret`s: any of them may be one. */
export interface EnvironmentView {
  /** A variable that is set and not blank, trimmed. */
  get(name: string): EnvironmentValue | undefined;
  /** The credentials of a provider, each value once. */
  profilesOf(provider: ProviderId): readonly EnvironmentCredential[];
  /** For a program that we start: what every program needs, and `names`. */
  child(names: readonly string[]): Record<string, string>;
}

/**
 * Lays the sources over each other. A name that a layer sets, even to nothing, is set: `OPENAI_API_KEY= modelpin …`
 * switches that key off although the state directory's `.env` has one.
 *
 * @example
 * const environment = createEnvironment([{ source: "process", variables: process.env }]);
 * environment.get("OPENAI_API_KEY"); // { value: [secret], source: "process" }
 */
export function createEnvironment(layers: readonly EnvironmentLayer[]): EnvironmentView {
  const merged = new Map<string, { text: string; source: EnvironmentSource }>();
  for (const { source, variables } of layers) {
    for (const [name, text] of Object.entries(variables)) {
      if (text !== undefined && !merged.has(name)) merged.set(name, { text: text.trim(), source });
    }
  }
  const set = new Map([...merged].filter(([, { text }]) => text !== ""));
  const profiles = new Map<ProviderId, readonly EnvironmentCredential[]>();
  return {
    get(name) {
      const entry = set.get(name);
      return entry && { value: new Secret(entry.text), source: entry.source };
    },
    profilesOf(provider) {
      const known = profiles.get(provider) ?? environmentCredentials(set, provider);
      profiles.set(provider, known);
      return known;
    },
    child: (names) => childEnvironment(Object.fromEntries([...set].map(([name, { text }]) => [name, text])), names),
  };
}
