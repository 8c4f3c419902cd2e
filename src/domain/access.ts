import type { Principal, ProfileId } from "./ids.js";

/** What a person may do, each including those before it: see `/model` · get answers · switch · everything. */
export const levels = ["view", "chat", "switch", "admin"] as const;
export type Level = (typeof levels)[number];

/** The `access` section of the configuration: who is in, per level. */
export type AccessLists = Readonly<Partial<Record<Level, readonly Principal[]>>>;

/** Somebody who typed or pressed something, by every name that an access list could hold. */
export interface Person {
  /** The principal that pins are signed with: `discord:<userId>`, `telegram:<userId>`, `terminal`. */
  readonly id: Principal;
  /** All principals of this person, `id` included: roles, `telegram:chat-admin`. */
  readonly principals: readonly Principal[];
  /** How the platform calls them; for people to read, never compared. */
  readonly name?: string;
}

const terminalPrincipal: Principal = "terminal";

/** The person at the terminal: the machine's owner. */
export const terminalPerson: Person = { id: terminalPrincipal, principals: [terminalPrincipal] };

/** Nobody in particular: what a host does not say who wrote; unpinned turns then skip profiles with a `use` list. */
export const nobody: Person = { id: "nobody", principals: [] };

/** What is asked of {@link May}: a level, or whether a profile may be used. */
export type Action = Level | `use:${ProfileId}`;
/** What `use:<profile>` needs to know of the profile. */
export interface Usable {
  readonly use?: readonly Principal[];
}

/** The signature of the one access decision; a host of the plugin may pass its own. */
export type May = (person: Person, action: Action, resource?: Usable) => boolean;

function isListed(list: readonly Principal[] | undefined, person: Person): boolean {
  return list?.some((principal) => principal === "*" || person.principals.includes(principal)) ?? false;
}

/** The highest level at which `person` is listed. The terminal is its owner's. */
export function levelOf(lists: AccessLists, person: Person): Level | undefined {
  if (person.id === terminalPrincipal) return "admin";
  return levels.toReversed().find((level) => isListed(lists[level], person));
}

/**
 * The one access decision, for text, slash commands, buttons, selects and autocomplete alike.
 *
 * A level includes those before it. `use:<profile>` is for whoever may switch, unless the profile has a `use` list:
 * then for those it names, whatever their level, and for admins. Who is on no list of `access` may nothing.
 */
export function may(lists: AccessLists, person: Person, action: Action, resource: Usable = {}): boolean {
  const level = levelOf(lists, person);
  if (level === undefined) return false;
  const reaches = (wanted: Level): boolean => levels.indexOf(level) >= levels.indexOf(wanted);
  if (!action.startsWith("use:")) return reaches(action as Level);
  return resource.use === undefined ? reaches("switch") : reaches("admin") || isListed(resource.use, person);
}
