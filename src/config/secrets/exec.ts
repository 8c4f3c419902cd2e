import { lstat } from "node:fs/promises";
import { dirname, resolve as resolvePath, sep } from "node:path";
import type { SecretRef } from "../../domain/credential.js";
import { errnoOf } from "../../domain/errors.js";
import { fieldsOf, isObject, type Json, jsonOf } from "../../domain/json.js";
import { Secret } from "../../domain/secret.js";
import { shellWord } from "../../domain/shell-word.js";
import type { SecretProvider } from "../config.js";
import type { EnvironmentView } from "../environment.js";
import { runProgram } from "../run-program.js";
import { secretError } from "./words.js";

type ExecProvider = SecretProvider & { source: "exec" };

/**
 * Asks a program for a secret. It reads `{ "protocolVersion": 1, "provider", "ids": [id] }` on its standard input and
 * prints `{ "protocolVersion": 1, "values": { id: secret } }`; with `jsonOnly: false`, whatever else it prints is the
 * secret. It gets no shell and an allow-listed environment; what it says on standard error is not shown to anybody.
 */
export async function readExecSecret(
  ref: SecretRef,
  name: string,
  provider: ExecProvider,
  environment: EnvironmentView,
): Promise<Secret> {
  await refuseUnsafe(ref, provider);
  const request = JSON.stringify({ protocolVersion: 1, provider: name, ids: [ref.id] });
  const answer = await runProgram({
    command: provider.command,
    args: provider.args ?? [],
    env: { ...environment.child(provider.passEnv ?? []), ...provider.env },
    input: `${request}\n`,
    timeoutMs: provider.timeoutMs ?? 5000,
    maxBytes: provider.maxOutputBytes ?? 1_048_576,
  });
  if ("why" in answer) {
    throw secretError(
      answer.late ? "secret_source_timeout" : "secret_source_failed",
      ref,
      `${provider.command} ${answer.why}`,
    );
  }
  const value = toValue(ref, answer.output, provider.jsonOnly ?? true);
  if (typeof value !== "string" || value.trim() === "")
    throw secretError("secret_not_found", ref, `${provider.command} has none under this id`);
  return new Secret(value);
}

function toValue(ref: SecretRef, output: string, jsonOnly: boolean): unknown {
  const answer = parseAnswer(output);
  if (answer) return Object.hasOwn(answer.values, ref.id) ? answer.values[ref.id] : undefined;
  if (!jsonOnly) return output.trim();
  throw secretError("secret_source_failed", ref, 'it did not print { "protocolVersion": 1, "values": { … } }');
}

function parseAnswer(output: string): { readonly values: Json } | undefined {
  const { protocolVersion, values = {} } = fieldsOf(jsonOf(output));
  return protocolVersion === 1 && isObject(values) ? { values } : undefined;
}

/** Whoever may change the program, or put another in its place, would get whatever it is given. */
async function refuseUnsafe(ref: SecretRef, { command, trustedDirs }: ExecProvider): Promise<void> {
  const standsIn = (dir: string): boolean => resolvePath(command).startsWith(`${resolvePath(dir)}${sep}`);
  if (trustedDirs && !trustedDirs.some(standsIn)) {
    throw secretError("secret_source_unsafe", ref, `${command} is not in one of trustedDirs`);
  }
  for (const path of [command, dirname(command)]) {
    const stats = await lstat(path).catch((error: unknown) => {
      throw secretError("secret_source_failed", ref, `${path} cannot be looked at (${errnoOf(error) ?? "unknown"})`);
    });
    if (path === command && !stats.isFile())
      throw secretError("secret_source_unsafe", ref, `${path} is not a plain file (a link?)`);
    if (process.getuid === undefined) continue;
    if (stats.uid !== process.getuid() && stats.uid !== 0)
      throw secretError("secret_source_unsafe", ref, `${path} belongs to another user`);
    const sticky = path !== command && (stats.mode & 0o1000) !== 0;
    if ((stats.mode & 0o022) !== 0 && !sticky)
      throw secretError("secret_source_unsafe", ref, `other users can write ${path}`, `chmod go-w ${shellWord(path)}`);
  }
}
