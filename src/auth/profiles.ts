import type { Credential } from "../domain/credential.js";
import { ModelpinError, messageOf } from "../domain/errors.js";
import type { ProfileId } from "../domain/ids.js";
import { parseJsonText } from "../domain/json-text.js";
import { type AuthProfileDocument, emptyProfileDocument, toProfileDocument } from "../domain/profile-document.js";
import type { CachedStore } from "../store/cached.js";
import { type Entry, isSameState, type ReadOptions, revisionOf } from "../store/store.js";
import { update } from "../store/update.js";
import { type ProfileEdit, writeProfileDocument } from "./profile-edit.js";

const profileFileName = "auth-profiles.json";

/** One agent's `auth-profiles.json` as it stands. */
export interface ProfileState {
  /** What applies: the file, or while the file cannot be read what it last said. */
  readonly document: AuthProfileDocument;
  /** Set while the file cannot be read or understood; then nothing is written to it. */
  readonly problem?: ModelpinError;
  readonly file: string;
}

/** One agent's profiles: document ⇄ store. */
export interface Profiles {
  readonly file: string;
  /** From memory where it is fresh; `undefined`: ask {@link Profiles.read}. The same object as long as nothing changed. */
  peek(): ProfileState | undefined;
  /** Never throws for what stands in the file or keeps it from being read: see `problem`. */
  read(options?: ReadOptions): Promise<ProfileState>;
  /** The credential behind an id, as the file has it now. */
  credential(id: ProfileId): Promise<Credential | undefined>;
  /**
   * Changes the file under compare-and-swap.
   * @throws {ModelpinError} `profiles_unreadable` when the file does not parse: it is never written over.
   */
  edit(...edits: readonly ProfileEdit[]): Promise<ProfileState>;
  /**
   * Puts a new credential in the place of one that is still the expected one; everything else in the file stays.
   * `mayCommit` is asked at the last moment: see {@link CachedStore.write}.
   *
   * @returns what became of it: written; `changed`, because another one stands there; `late`, because `mayCommit` said no.
   * @throws {ModelpinError} `profiles_unreadable`, `store_unwritable`.
   */
  replace(
    id: ProfileId,
    isExpected: (stored: Credential | undefined) => boolean,
    credential: Credential,
    mayCommit?: () => boolean,
  ): Promise<"written" | "changed" | "late">;
}

function unreadable(file: string, error: unknown): ModelpinError {
  return new ModelpinError("profiles_unreadable", `${file}: ${messageOf(error).replace(/\.$/, "")}.`, {
    hint: "Nothing is written to it until it is mended. modelpin doctor --fix sets it aside and keeps a copy.",
    cause: error,
  });
}

/**
 * A file that was there and is gone is no wish for another account: a disk may be away, an editor half-way. Nothing of
 * what it said is used any more, and nobody is paid in its place who was not asked for.
 */
function lostFile(file: string): ModelpinError {
  return new ModelpinError("profiles_unreadable", `${file}: it was there and is gone.`, {
    hint: 'Put it back, or say that there are none: write { "version": 1, "profiles": {} } there.',
  });
}

/** Creates the profiles of the agent whose directory `store` is rooted at. */
export function createProfiles(store: CachedStore, directory: string): Profiles {
  const file = `${directory}/${profileFileName}`;
  const absent: ProfileState = { document: emptyProfileDocument, file };
  const lost: ProfileState = { ...absent, problem: lostFile(file) };
  let known: { readonly entry: Entry; readonly state: ProfileState } | undefined;
  let lastGood = absent;
  let wasThere = false;

  function toState(entry: Entry | undefined | null): ProfileState {
    if (!entry) {
      known = undefined;
      lastGood = absent;
      return wasThere ? lost : absent;
    }
    wasThere = true;
    if (known && isSameState(known.entry, entry)) return known.state;
    let state: ProfileState;
    try {
      state = { document: toProfileDocument(parseJsonText(entry.body)), file };
      lastGood = state;
    } catch (error) {
      state = { document: lastGood.document, problem: unreadable(file, error), file };
    }
    known = { entry, state };
    return state;
  }

  async function read(options?: ReadOptions): Promise<ProfileState> {
    let entry: Entry | undefined;
    try {
      const seen = options?.fresh ? undefined : store.peek(profileFileName);
      entry = seen === undefined ? await store.read(profileFileName, options) : (seen ?? undefined);
    } catch (error) {
      wasThere = true;
      return { document: lastGood.document, problem: unreadable(file, error), file };
    }
    return toState(entry);
  }

  return {
    file,
    peek() {
      const entry = store.peek(profileFileName);
      return entry === undefined ? undefined : toState(entry);
    },
    read,
    async credential(id) {
      return (await read()).document.profiles.get(id);
    },
    async edit(...edits) {
      const entry = await update(store, profileFileName, (body) => {
        let value: unknown;
        try {
          value = body === undefined ? undefined : parseJsonText(body);
          if (value !== undefined) toProfileDocument(value);
        } catch (error) {
          throw unreadable(file, error);
        }
        return writeProfileDocument(value, edits);
      });
      return toState(entry);
    },
    async replace(id, isExpected, credential, mayCommit = () => true) {
      for (;;) {
        const entry = await store.read(profileFileName, { fresh: true });
        const { document, problem } = toState(entry);
        if (problem) throw problem;
        if (!entry || !isExpected(document.profiles.get(id))) return "changed";
        const body = writeProfileDocument(parseJsonText(entry.body), [{ kind: "put", profileId: id, credential }]);
        if (await store.write(profileFileName, body, revisionOf(entry), mayCommit)) return "written";
        if (!mayCommit()) return "late";
      }
    },
  };
}
