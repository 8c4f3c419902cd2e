import { logInByBrowser, logInByDevice } from "../../../../src/auth/oauth/login.js";
import { oauthProviderOf } from "../../../../src/auth/oauth/provider.js";
import type { TokenGrant } from "../../../../src/auth/oauth/token-answer.js";
import { openConfigWriter } from "../../../../src/auth/open-config.js";
import type { Credential } from "../../../../src/domain/credential.js";
import { providerKey } from "../../../../src/domain/ids.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { carryOver } from "./carry-over.js";
import { forgetFailures } from "./forget-failures.js";
import { createPersonHere } from "./login-person.js";
import { nameProfile, namingProfile } from "./naming.js";
import { offerCarryOver } from "./offer-carry-over.js";
import { toProfileId } from "./provider.js";
import { refuseOtherAccount } from "./refuse-other-account.js";
import { storedJson, storedText, toStored } from "./stored.js";
import { unknownProfile } from "./unknown-profile.js";

type LoginCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent"> & {
  readonly flags: {
    readonly provider: string;
    readonly "profile-id": string | undefined;
    readonly "no-browser": boolean;
    readonly device: boolean;
    readonly force: boolean;
    readonly "carry-over": string | undefined;
  };
};

/** How long a login may take, in ms. */
const patienceMs = 15 * 60_000;

/** Logs in and stores what came of it. Everything that can be known before is checked before. */
export async function storeLogin(call: LoginCall): Promise<Outcome> {
  const { io, flags } = call;
  const auth = await call.open({ configMayBeAbsent: true });
  const agent = await call.agent(auth);
  const before = await auth.snapshot(agent.id);
  const provider = providerKey(flags.provider);
  const oauth = oauthProviderOf(before.config, provider);
  const typed = flags["profile-id"] === undefined ? undefined : toProfileId(flags["profile-id"], provider, "default");
  const from = flags["carry-over"];
  if (from !== undefined && !before.profiles.byId.has(from)) throw unknownProfile(from, before);
  const profiles = auth.sources.profiles(agent);
  const { problem } = await profiles.read();
  if (problem) throw problem;
  const writer = openConfigWriter(auth.sources.location);
  const person = createPersonHere(io, !flags["no-browser"]);
  try {
    await writer.preview(namingProfile(typed ?? `${provider}:default`, provider, "oauth"));
    const logIn = flags.device ? logInByDevice : logInByBrowser;
    const grant = await logIn(oauth, { person, now: io.now, signal: AbortSignal.timeout(patienceMs) });

    const id = typed ?? toProfileId(undefined, provider, grant.account.email ?? "default");
    const known = await profiles.credential(id);
    if (known && !flags.force) await refuseOtherAccount(auth, id, known, grant.account);
    const credential = toCredential(provider, known, grant);
    await profiles.edit({ kind: "put", profileId: id, credential });
    if (grant.refresh) await auth.refreshes.begun(grant.refresh, grant);
    const naming = namingProfile(id, provider, "oauth");
    await nameProfile(writer, naming, id, profiles.file);
    const forgotten = known !== undefined && (await forgetFailures(auth, { id, provider, agent }));
    const offer = { person, isTerminal: io.stdin.isTTY === true, patienceMs };
    const old = from ?? (await offerCarryOver(offer, before, id, credential));
    const carried = old === undefined ? undefined : await carryOver({ auth, agent, writer, from: old, to: id });

    const after = await (await call.open()).snapshot(agent.id);
    const files = { storePath: profiles.file, configPath: writer.file };
    const { expires } = grant;
    const stored = toStored(
      { id, provider, kind: "oauth", agent, expires, lines: 1, replaced: known !== undefined, forgotten, ...files },
      before,
      after,
    );
    return {
      json: { ...storedJson(stored), refreshable: grant.refresh !== undefined, carriedOver: carried ?? null },
      text: [
        ...storedText(stored),
        ...(carried ? [`It took the places of ${carried.from}: ${carried.orders} orders, ${carried.pins} pins.`] : []),
        ...(grant.refresh ? [] : ["The provider gave no refresh token: it cannot be renewed, and ends as said above."]),
      ],
    };
  } finally {
    person.close();
    await writer.close();
  }
}

function toCredential(provider: string, known: Credential | undefined, grant: TokenGrant): Credential {
  const { access, refresh, expires, account } = grant;
  const email = account.email ?? known?.email;
  return {
    type: "oauth",
    provider,
    access,
    ...(refresh ? { refresh } : {}),
    ...(expires === undefined ? {} : { expires }),
    ...(account.accountId === undefined ? {} : { accountId: account.accountId }),
    ...(email === undefined ? {} : { email }),
    ...(known?.displayName === undefined ? {} : { displayName: known.displayName }),
  };
}
