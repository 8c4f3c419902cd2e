import * as z from "zod/mini";
import { bytes, milliseconds, optional, required, secretAlias, text } from "./words.js";

export function secrets() {
  const variable = z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable"));
  const timeoutMs = "How long it may take, in ms. Default: 5000.";

  const env = z.strictObject({
    source: required("The environment.", z.literal("env")),
    allowlist: optional("The only variables that may be asked for.", z.array(variable)),
  });

  const file = z.strictObject({
    source: required("A file.", z.literal("file")),
    path: required("The file; readable by its owner alone.", text()),
    mode: optional(
      "`json`: ids are JSON pointers (default). `singleValue`: the file is the secret, its id is `value`.",
      z.enum(["json", "singleValue"]),
    ),
    timeoutMs: optional(timeoutMs, milliseconds()),
    maxBytes: optional("Larger files are refused. Default: 1048576.", bytes()),
  });

  const exec = z.strictObject({
    source: required("A program.", z.literal("exec")),
    command: required("The program, as an absolute path. No shell is involved.", text()),
    args: optional("Its arguments, one by one.", z.array(z.string())),
    env: optional("Variables set for it.", z.record(variable, z.string())),
    passEnv: optional("Variables handed on to it.", z.array(variable)),
    timeoutMs: optional(timeoutMs, milliseconds()),
    maxOutputBytes: optional("More output is refused. Default: 1048576.", bytes()),
    jsonOnly: optional(
      'false: what it prints is the secret. Default: true: it reads { "protocolVersion": 1, "provider", "ids": [id] } and prints { "protocolVersion": 1, "values": { id: secret } }.',
      z.boolean(),
    ),
    trustedDirs: optional("The directories that the program must stand in.", z.array(text())),
  });

  return z.strictObject({
    providers: optional(
      "Where secrets are kept, each under a name that a SecretRef may give.",
      z.record(secretAlias(), z.discriminatedUnion("source", [env, file, exec], '"env", "file" or "exec"')),
    ),
  });
}
