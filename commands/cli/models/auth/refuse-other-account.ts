import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { isOtherAccount, type OAuthAccount } from "../../../../src/auth/oauth/account.js";
import { subjectOf } from "../../../../src/auth/refresh/refresh.js";
import type { Credential } from "../../../../src/domain/credential.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { type ProfileId, providerOf } from "../../../../src/domain/ids.js";

/**
 * A profile is one account's: whoever pinned it would go on talking on somebody else's bill.
 * @throws {ModelpinError} `other_account`
 */
export async function refuseOtherAccount(
  { refreshes }: Pick<ModelAuth, "refreshes">,
  id: ProfileId,
  known: Credential,
  account: OAuthAccount,
): Promise<void> {
  const before = known.type === "oauth" ? { ...known } : known.email === undefined ? {} : { email: known.email };
  const wasNamed = known.type === "oauth" && known.refresh ? await refreshes.subject(known.refresh) : undefined;
  const isNamed = subjectOf(account);
  const tells = "accountId" in before && before.accountId !== undefined && account.accountId !== undefined;
  const isOther =
    tells || wasNamed === undefined || isNamed === undefined ? isOtherAccount(before, account) : wasNamed !== isNamed;
  if (!isOther) return;
  throw new ModelpinError("other_account", `That login is of another account than ${id}. Nothing was stored.`, {
    hint: `Log in with the account of ${id}, or give this one its own: --profile-id ${providerOf(id)}:<name>; --force replaces.`,
  });
}
