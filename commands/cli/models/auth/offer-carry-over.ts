import { isOtherAccount } from "../../../../src/auth/oauth/account.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import type { Credential } from "../../../../src/domain/credential.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import type { PersonHere } from "./login-person.js";

export interface Offer {
  readonly person: PersonHere;
  readonly isTerminal: boolean;
  /** How long the answer may take, in ms. */
  readonly patienceMs: number;
}

/** Asks whether a new login shall take the places of the profile of the same account; without a terminal says how. */
export async function offerCarryOver(
  { person, isTerminal, patienceMs }: Offer,
  before: AgentSnapshot,
  id: ProfileId,
  credential: Credential,
): Promise<ProfileId | undefined> {
  const old = whoseCouldBeCarried(before, id, credential);
  if (old === undefined) return undefined;
  if (!isTerminal) {
    person.tell([
      `${old} is of the same account. To give its places in orders and pins to the new one: --carry-over ${old}`,
    ]);
    return undefined;
  }
  person.tell([`${old} is of the same account. Shall the new profile take its places in orders and pins? [y/N]`]);
  const answer = await person.line("> ", AbortSignal.timeout(patienceMs));
  return /^y(es)?$/i.test(answer?.trim() ?? "") ? old : undefined;
}

/** The profile of the same account that a login under a new id stands beside, if there is exactly one. */
function whoseCouldBeCarried(before: AgentSnapshot, id: ProfileId, credential: Credential): ProfileId | undefined {
  if (before.profiles.byId.has(id) || credential.type !== "oauth") return undefined;
  const same = before.profiles.stored(credential.provider).filter((profile) => {
    const other = before.credential(profile.id)?.credential;
    if (other?.type !== "oauth") return false;
    const names = other.accountId !== undefined && credential.accountId !== undefined;
    const emails = other.email !== undefined && credential.email !== undefined;
    return (names || emails) && !isOtherAccount(other, credential);
  });
  return same.length === 1 ? same[0]?.id : undefined;
}
