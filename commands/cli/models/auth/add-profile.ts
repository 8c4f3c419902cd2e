import { builtInEndpoints } from "../../../../src/config/endpoints.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { parseDuration } from "../../duration.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { makeSetupToken } from "./make-setup-token.js";
import { toProfileId, toProvider } from "./provider.js";
import { storePasted } from "./store-pasted.js";

type AddCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent">;
type Method = "api_key" | "token" | "setup-token" | "login";

const other = "";

/** The error's own words under the question, so that it can be answered again. */
function fault(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isModelpinError(error)) return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    throw error;
  }
}

export async function addProfile(call: AddCall): Promise<Outcome> {
  const { io } = call;
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new ModelpinError("terminal_needed", "models auth add asks questions, and this is no terminal.", {
      hint: "Pipe the credential in instead: modelpin models auth paste-api-key --provider <provider> < key.txt (or paste-token)",
    });
  }
  const auth = await call.open({ configMayBeAbsent: true });
  const agent = await call.agent(auth);
  const { config, profiles, catalog } = await auth.snapshot(agent.id);
  const { select, text } = await import("@clack/prompts");
  const streams = { input: io.stdin as NodeJS.ReadStream, output: io.stderr };
  const answered = <T extends string>(answer: T | symbol): T => {
    if (typeof answer !== "symbol") return answer;
    throw new ModelpinError("cancelled", "Cancelled; nothing was stored.", {
      hint: "Run it again when you are ready.",
    });
  };

  const used = catalog.entries.map(({ ref }) => ref.provider.toLowerCase());
  const known = [
    ...new Set([...used, ...Object.keys(config.models?.providers ?? {}), ...Object.keys(builtInEndpoints)]),
  ];
  const picked = answered(
    await select<string>({
      message: "Whose credential is it?",
      options: [
        ...known.filter((name) => name !== "echo").map((name) => ({ value: name, label: name })),
        { value: other, label: "another provider" },
      ],
      maxItems: 12,
      ...streams,
    }),
  );
  const provider =
    picked === other
      ? toProvider(
          answered(
            await text({
              message: "Its name",
              validate: (name) => fault(() => toProvider(name ?? "", config, profiles)),
              ...streams,
            }),
          ),
          config,
          profiles,
        )
      : picked;

  const method = answered(
    await select<Method>({
      message: `What do you have of ${provider}?`,
      options: [
        { value: "api_key", label: "An API key" },
        ...(provider === "anthropic"
          ? [{ value: "setup-token" as const, label: "A Claude subscription", hint: "a token of claude setup-token" }]
          : [{ value: "token" as const, label: "A token" }]),
        { value: "login", label: "An account to log in to (OAuth)" },
      ],
      ...streams,
    }),
  );
  if (method === "login") {
    return { text: [`Log in with: modelpin models auth login --provider ${provider}`] };
  }
  const name = method === "api_key" ? "default" : "manual";
  const id = answered(
    await text({
      message: "Under which id?",
      initialValue: `${provider}:${name}`,
      validate: (typed) => fault(() => toProfileId(typed ?? "", provider, name)),
      ...streams,
    }),
  );
  const flags = { provider, "profile-id": id.trim() };
  if (method === "setup-token") return makeSetupToken({ ...call, flags });
  if (method === "api_key") return storePasted({ ...call, flags }, { kind: "api_key", name, word: "API key" });
  const lasts = answered(
    await text({
      message: "When does it end? (365d, 12h; empty: it does not say)",
      validate: (typed) => (typed ? fault(() => parseDuration("The answer", typed)) : undefined),
      ...streams,
    }),
  );
  const expires = lasts ? io.now() + parseDuration("The answer", lasts) : undefined;
  return storePasted({ ...call, flags }, { kind: "token", name, word: "Token", expires });
}
