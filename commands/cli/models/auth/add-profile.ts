import * as clack from "@clack/prompts";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { builtInEndpoints } from "../../../../src/config/endpoints.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import type { ProfileId, ProviderId } from "../../../../src/domain/ids.js";
import { parseDuration } from "../../duration.js";
import { answered, refusalOf } from "../../questions.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { makeSetupToken } from "./make-setup-token.js";
import { toProfileId, toProvider } from "./provider.js";
import { storePasted } from "./store-pasted.js";

type AddCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent">;
type Method = "api_key" | "token" | "setup-token" | "login";

/** Where questions are asked: on standard error, so that standard output stays the answer alone. */
type On = { readonly input: NodeJS.ReadStream; readonly output: AddCall["io"]["stderr"] };

/** Asks what is to be stored, then stores it as the verb for it does. */
export async function addProfile(call: AddCall): Promise<Outcome> {
  const { io } = call;
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new ModelpinError("terminal_needed", "models auth add asks questions, and this is no terminal.", {
      hint: "Pipe the credential in instead: modelpin models auth paste-api-key --provider <provider> < key.txt (or paste-token)",
    });
  }
  const auth = await call.open({ configMayBeAbsent: true });
  const agent = await call.agent(auth);
  const on: On = { input: io.stdin as NodeJS.ReadStream, output: io.stderr };
  const provider = await askProvider(on, await auth.snapshot(agent.id));
  const method = await askMethod(on, provider);
  if (method === "login") {
    return { text: [`Log in with: modelpin models auth login --provider ${provider}`] };
  }
  const name = method === "api_key" ? "default" : "manual";
  const flags = { provider, "profile-id": await askId(on, provider, name) };
  if (method === "setup-token") return makeSetupToken({ ...call, flags });
  if (method === "api_key") return storePasted({ ...call, flags }, { kind: "api_key", name, word: "API key" });
  const lasts = await askDuration(on);
  const expires = lasts === undefined ? undefined : io.now() + lasts;
  return storePasted({ ...call, flags }, { kind: "token", name, word: "Token", expires });
}

const other = "";

async function askProvider(on: On, { config, profiles, catalog }: AgentSnapshot): Promise<ProviderId> {
  const used = catalog.entries.map(({ ref }) => ref.provider.toLowerCase());
  const configured = Object.keys(config.models?.providers ?? {});
  const known = [...new Set([...used, ...configured, ...Object.keys(builtInEndpoints)])];
  const picked = answered(
    await clack.select<string>({
      ...on,
      message: "Whose credential is it?",
      options: [
        ...known.filter((name) => name !== "echo").map((name) => ({ value: name, label: name })),
        { value: other, label: "another provider" },
      ],
      maxItems: 12,
    }),
  );
  if (picked !== other) return picked;
  const typed = answered(
    await clack.text({
      ...on,
      message: "Its name",
      validate: (name = "") => refusalOf(() => toProvider(name, config, profiles)),
    }),
  );
  return toProvider(typed, config, profiles);
}

async function askMethod(on: On, provider: ProviderId): Promise<Method> {
  return answered(
    await clack.select<Method>({
      ...on,
      message: `What do you have of ${provider}?`,
      options: [
        { value: "api_key", label: "An API key" },
        ...(provider === "anthropic"
          ? [{ value: "setup-token" as const, label: "A Claude subscription", hint: "a token of claude setup-token" }]
          : [{ value: "token" as const, label: "A token" }]),
        { value: "login", label: "An account to log in to (OAuth)" },
      ],
    }),
  );
}

async function askId(on: On, provider: ProviderId, name: string): Promise<ProfileId> {
  const id = answered(
    await clack.text({
      ...on,
      message: "Under which id?",
      initialValue: `${provider}:${name}`,
      validate: (typed = "") => refusalOf(() => toProfileId(typed, provider, name)),
    }),
  );
  return id.trim();
}

/** How long a token lasts, in ms; nothing when it does not say. */
async function askDuration(on: On): Promise<number | undefined> {
  const lasts = answered(
    await clack.text({
      ...on,
      message: "When does it end? (365d, 12h; empty: it does not say)",
      validate: (typed) => (typed ? refusalOf(() => parseDuration("The answer", typed)) : undefined),
    }),
  );
  return lasts ? parseDuration("The answer", lasts) : undefined;
}
