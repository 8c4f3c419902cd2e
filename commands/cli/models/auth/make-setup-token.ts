import { setupTokenForm } from "../../../../src/config/setup-token-form.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { providerKey } from "../../../../src/domain/ids.js";
import { UsageError } from "../../exit.js";
import type { Io } from "../../io.js";
import { answered } from "../../questions.js";
import { sayAside } from "../../say.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { findClaude, runClaude } from "./claude.js";
import type { SecretForm } from "./pasted.js";
import { sharpEdge } from "./sharp-edge.js";
import { storePasted } from "./store-pasted.js";

type SetupCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent"> & {
  readonly flags: { readonly provider: string | undefined; readonly "profile-id": string | undefined };
};

const form: SecretForm = {
  ...setupTokenForm,
  madeBy:
    "It is made by: claude setup-token. An API key is stored with: modelpin models auth paste-api-key --provider anthropic",
};

export async function makeSetupToken(call: SetupCall): Promise<Outcome> {
  const { io, flags } = call;
  const provider = flags.provider ?? "anthropic";
  if (providerKey(provider) !== "anthropic") {
    throw new UsageError("no_setup_token", `${provider} has no setup tokens; only anthropic has.`, {
      hint: `Store a token with: modelpin models auth paste-token --provider ${provider}`,
    });
  }
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new ModelpinError(
      "terminal_needed",
      "setup-token needs a terminal: it starts claude and asks for the token.",
      {
        hint: "A token that you have already can be piped in: modelpin models auth paste-token --provider anthropic < token.txt",
      },
    );
  }
  const outcome = await storePasted(
    { ...call, flags: { ...flags, provider } },
    { kind: "token", name: "manual", word: "Token", form, prepare: () => makeToken(io) },
  );
  return { ...outcome, notes: [...(outcome.notes ?? []), `${sharpEdge} Status and the answer say so then.`] };
}

/** Lets `claude` make one where it is installed and wanted; else says how one is made. */
async function makeToken(io: Io): Promise<void> {
  const claude = await findClaude(io.env);
  if (claude === undefined) {
    sayAside(io, [
      "The program claude is not installed here. A token needs a Claude subscription and that program:",
      "  npm install -g @anthropic-ai/claude-code && claude setup-token",
      "It may be another machine, one with a browser. Paste the token that it prints here.",
    ]);
    return;
  }
  const { confirm } = await import("@clack/prompts");
  const wanted = answered(
    await confirm({
      message: "Start claude setup-token now? (No: paste a token that you have)",
      input: io.stdin as NodeJS.ReadStream,
      output: io.stderr,
    }),
  );
  if (wanted) await runClaude(claude, io.env);
}
