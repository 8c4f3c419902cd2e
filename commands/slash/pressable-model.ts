import type { AgentSnapshot } from "../../src/auth/snapshot.js";
import type { Pressable } from "../../src/chat/slash.js";
import type { Catalog } from "../../src/domain/catalog.js";
import { formatModelRef } from "../../src/domain/model-ref.js";
import { splitTarget } from "../../src/domain/model-target.js";
import type { ProfileSet } from "../../src/domain/profile-set.js";
import { isKnownModel } from "../../src/domain/resolve-model.js";
import { modelChoiceName, pageChoiceName, profileChoiceName, profilePageChoiceName } from "../../src/views/picker.js";

/** Names and what each stands for, made once per change of what people wrote. */
interface Named {
  readonly names: readonly string[];
  readonly meanings: ReadonlyMap<string, Meaning>;
}

type Meaning =
  | { readonly kind: "word" | "page"; readonly argument: string }
  | { readonly kind: "model"; readonly ref: string }
  /** A profile behind a model, and one that is consented to. */
  | { readonly kind: "profile" | "account"; readonly id: string }
  | { readonly kind: "profilePage"; readonly page: string };

const words = ["list", "status", "why", "default", "@auto", "consent"];
/** No platform shows fewer entries on a page. */
const fewestEntries = 8;

/** Every button asks again; what it may stand for changes with what people wrote. */
const models = new WeakMap<Catalog, Named>();
const profiles = new WeakMap<ProfileSet, Named>();

function named(meanings: ReadonlyMap<string, Meaning>): Named {
  return { names: [...meanings.keys()], meanings };
}

function pages(count: number): number[] {
  return Array.from({ length: Math.ceil(count / fewestEntries) + 1 }, (_, index) => index + 1);
}

function modelNames(catalog: Catalog): Named {
  const known = models.get(catalog);
  if (known) return known;
  const made = named(
    new Map<string, Meaning>([
      ...words.map((argument) => [argument, { kind: "word", argument }] as const),
      ...pages(catalog.entries.length + 1)
        .map(pageChoiceName)
        .map((argument) => [argument, { kind: "page", argument }] as const),
      ...catalog.entries.map(({ ref, alias }) => {
        const full = formatModelRef(ref);
        const name = modelChoiceName({ ref: full, ...(alias === undefined ? {} : { alias }) });
        return [name, { kind: "model", ref: full }] as const;
      }),
    ]),
  );
  models.set(catalog, made);
  return made;
}

function profileNames(set: ProfileSet): Named {
  const known = profiles.get(set);
  if (known) return known;
  const made = named(
    new Map<string, Meaning>([
      ...pages(set.byId.size).map(
        (page) => [profilePageChoiceName(page), { kind: "profilePage", page: `@${page}` }] as const,
      ),
      ...[...set.byId.keys()].flatMap((id) => [
        [profileChoiceName(id), { kind: "profile", id }] as const,
        [id, { kind: "account", id }] as const,
      ]),
    ]),
  );
  profiles.set(set, made);
  return made;
}

/**
 * What `/model` can be told by a button now: words, pages, models, and profiles with a model before them.
 *
 * @param pinned models that a person pinned here although the catalogue does not hold them.
 */
export function pressableModel({ catalog, profiles: set }: AgentSnapshot, pinned: readonly string[]): Pressable {
  const known = [modelNames(catalog), profileNames(set)];
  const meaningOf = (name: string): Meaning | undefined => {
    for (const { meanings } of known) {
      const meaning = meanings.get(name);
      if (meaning) return meaning;
    }
    return pinned.includes(name) ? { kind: "model", ref: name } : undefined;
  };
  /** The text must come apart again as it was put together, whatever else is called like it. */
  const exactly = (ref: string, id?: string): string | undefined => {
    const argument = id === undefined ? ref : `${ref}@${id}`;
    if (/\s|^[-–—]/u.test(argument)) return undefined;
    const parts = splitTarget(argument, (typed) => isKnownModel(catalog, typed));
    return parts.model === ref && parts.profile === id ? argument : undefined;
  };
  return {
    names: [...known.map(({ names }) => names), pinned],
    argument([first = "", second]) {
      const one = meaningOf(first);
      const two = second === undefined ? undefined : meaningOf(second);
      if (second === undefined) {
        if (one?.kind === "word" || one?.kind === "page") return one.argument;
        if (one?.kind === "profile") return `@${one.id}`;
        return one?.kind === "model" ? exactly(one.ref) : undefined;
      }
      if (first === "consent" && two?.kind === "account") return `consent ${two.id}`;
      if (one?.kind === "page" && two?.kind === "profilePage") return `${one.argument} ${two.page}`;
      return one?.kind === "model" && two?.kind === "profile" ? exactly(one.ref, two.id) : undefined;
    },
  };
}
