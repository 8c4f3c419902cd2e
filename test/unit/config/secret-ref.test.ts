// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a reference to a variable is written
import { chmod, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { SecretProvider } from "../../../src/config/config.js";
import { createEnvironment } from "../../../src/config/environment.js";
import { parseSecretRef, resolveSecretRef } from "../../../src/config/secret-ref.js";
import type { SecretRef } from "../../../src/domain/credential.js";
import type { ModelpinError } from "../../../src/domain/errors.js";

const secret = "sk-very-secret";

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), "modelpin-secret-")));
});
afterEach(() => rm(dir, { recursive: true }));

async function make(name: string, text: string, mode: number): Promise<string> {
  await writeFile(join(dir, name), text);
  await chmod(join(dir, name), mode);
  return join(dir, name);
}

const variables = { KEY: secret, BLANK: " ", PATH: process.env.PATH, VAULT_TOKEN: "t", OPENAI_API_KEY: "leak" };
function resolve(ref: SecretRef, provider?: SecretProvider): Promise<string> {
  const environment = createEnvironment([{ source: "process", variables }]);
  const providers = provider && { [ref.provider ?? "default"]: provider };
  return resolveSecretRef(ref, { environment, providers, home: dir }).then((value) => value.reveal());
}
async function failure(work: Promise<unknown>): Promise<ModelpinError> {
  const error = await work.then(
    () => undefined,
    (thrown: ModelpinError) => thrown,
  );
  if (!error) throw new Error("it was resolved");
  expect(inspect(error, { depth: 9 }) + error.hint).not.toContain(secret);
  return error;
}

describe("the environment needs no source of its own", () => {
  test.each([
    ["no name", { source: "env", id: "KEY" }],
    ["the name default, as other programs write it", { source: "env", provider: "default", id: "KEY" }],
  ] as const)("with %s", async (_, ref) => {
    expect(await resolve(ref)).toBe(secret);
    expect(await resolve(ref, { source: "file", path: "/nowhere" })).toBe(secret);
    const blocked = resolve(ref, { source: "env", allowlist: ["OTHER"] });
    expect((await failure(blocked)).code).toBe("secret_source_unsafe");
  });

  test("another name must be there", async () => {
    expect((await failure(resolve({ source: "env", provider: "vault", id: "KEY" }))).code).toBe(
      "secret_source_unknown",
    );
  });
});

describe("a reference as people write it", () => {
  test.each([
    ["${KEY}", { source: "env", id: "KEY" }],
    [
      { source: "env", id: "KEY_2" },
      { source: "env", id: "KEY_2" },
    ],
    [
      { source: "file", provider: "f", id: "/a/b~1c" },
      { source: "file", provider: "f", id: "/a/b~1c" },
    ],
    [
      { source: "file", id: "value" },
      { source: "file", id: "value" },
    ],
    [
      { source: "exec", id: "a/b:c#d" },
      { source: "exec", id: "a/b:c#d" },
    ],
  ])("%j", (written, expected) => expect(parseSecretRef(written)).toEqual(expected));

  test.each([
    [secret],
    ["$KEY"],
    ["${key}"],
    ["${KEY} "],
    [{ source: "http", id: "x" }],
    [{ source: "env", id: "key" }],
    [{ source: "env", id: "KEY", provider: "UP" }],
    [{ source: "file", id: "a/b" }],
    [{ source: "file", id: "/a~2" }],
    [{ source: "exec", id: "../up" }],
    [{ source: "exec", id: "a/./b" }],
    [{ source: "exec", id: "" }],
    [5],
    [null],
  ])("%j is refused without being shown", async (written) => {
    const error = await failure(Promise.resolve().then(() => parseSecretRef(written)));
    expect(error.code).toBe("secret_ref_invalid");
  });
});

test.each([
  [{ source: "env", id: secret }],
  [{ source: "file", provider: "e", id: secret }],
  [{ source: "exec", provider: "e", id: secret }],
] as const)("a key that was written where its name belongs is not shown: %#", async (ref) => {
  await failure(resolve(ref));
});

describe("a secret in the environment", () => {
  test("is read, by a source that names it as well", async () => {
    expect(await resolve({ source: "env", id: "KEY" })).toBe(secret);
    expect(await resolve({ source: "env", provider: "e", id: "KEY" }, { source: "env", allowlist: ["KEY"] })).toBe(
      secret,
    );
  });

  test.each([
    ["ABSENT", undefined, "secret_not_found", "The secret ${ABSENT} cannot be read: it is not set."],
    ["BLANK", undefined, "secret_not_found", "The secret ${BLANK} cannot be read: it is not set."],
    [
      "KEY",
      "gone",
      "secret_source_unknown",
      'The secret env:gone KEY cannot be read: secrets.providers.gone is not a source of kind "env".',
    ],
  ])("%s of %s is refused", async (id, provider, code, message) => {
    expect(await failure(resolve({ source: "env", id, ...(provider && { provider }) }))).toMatchObject({
      code,
      message,
    });
  });

  test("must be on the source's list, when there is one", async () => {
    const error = await failure(resolve({ source: "env", id: "KEY" }, { source: "env", allowlist: ["OTHER"] }));
    expect(error.code).toBe("secret_source_unsafe");
  });
});

describe("a secret in a file", () => {
  test.each([
    ["/a/b", `{ "a": { "b": "${secret}" } }`, "json"],
    ["/a~1b/~0c/1", `{ "a/b": { "~c": ["x", "${secret}"] } }`, "json"],
    ["value", `{ "value": "${secret}" }`, undefined],
    ["value", `${secret}\n`, "singleValue"],
  ] as const)("%s of %s", async (id, text, mode) => {
    const path = await make("keys", text, 0o600);
    expect(await resolve({ source: "file", id }, { source: "file", path, mode })).toBe(secret);
  });

  test("is found under the home directory", async () => {
    await make("keys", secret, 0o600);
    const provider = { source: "file", path: "~/keys", mode: "singleValue" } as const;
    expect(await resolve({ source: "file", id: "value" }, provider)).toBe(secret);
  });

  test.each([
    ["/b", `{ "a": "${secret}" }`, 0o600, {}, "secret_not_found"],
    ["/a", `{ "a": 5, "b": "${secret}" }`, 0o600, {}, "secret_not_found"],
    ["/constructor", "{}", 0o600, {}, "secret_not_found"],
    ["/a", secret, 0o600, {}, "secret_source_failed"],
    ["/a", `{ "a": "${secret}" }`, 0o600, { maxBytes: 10 }, "secret_source_failed"],
    ["/a", secret, 0o600, { mode: "singleValue" }, "secret_not_found"],
    ["value", " \n", 0o600, { mode: "singleValue" }, "secret_not_found"],
    ["value", secret, 0o622, { mode: "singleValue" }, "secret_source_unsafe"],
    ["../a", secret, 0o600, {}, "secret_ref_invalid"],
  ] as const)("%s of %s with mode %o and %j is refused", async (id, text, mode, options, code) => {
    const path = await make("keys", text, mode);
    expect(await failure(resolve({ source: "file", id }, { source: "file", path, ...options }))).toMatchObject({
      code,
    });
  });

  test.each([
    ["nothing", "(ENOENT)"],
    [".", "is not a file"],
  ])("%s is refused by name", async (name, why) => {
    const path = join(dir, name);
    const error = await failure(resolve({ source: "file", id: "value" }, { source: "file", path }));
    expect(error).toMatchObject({ code: "secret_source_failed" });
    expect(error.message).toContain(why);
  });
});

const answer = `read -r line; printf '{"protocolVersion":1,"values":{"a/b":"${secret}"}}'`;

describe("a secret that a program knows", () => {
  const program = (lines: string, mode = 0o700) => make("program", `#!/bin/sh\n${lines}\n`, mode);
  const ref: SecretRef = { source: "exec", provider: "vault", id: "a/b" };

  test("is asked for over its standard input", async () => {
    const command = await program(`cat > ${dir}/request; exec < /dev/null; ${answer}`);
    expect(await resolve(ref, { source: "exec", command })).toBe(secret);
    const { readFile } = await import("node:fs/promises");
    expect(JSON.parse(await readFile(join(dir, "request"), "utf8"))).toEqual({
      protocolVersion: 1,
      provider: "vault",
      ids: ["a/b"],
    });
  });

  test("what it prints is the secret when jsonOnly is off", async () => {
    const command = await program(`echo ${secret}`);
    expect(await resolve(ref, { source: "exec", command, jsonOnly: false })).toBe(secret);
  });

  test("the program gets its arguments as they are and an allow-listed environment", async () => {
    const command = await program('printf "%s|" "$@" "$OPENAI_API_KEY" "$VAULT_TOKEN" "$ADDR"');
    const provider = {
      source: "exec",
      command,
      args: ["$(id)", "a b"],
      passEnv: ["VAULT_TOKEN"],
      env: { ADDR: "x" },
      jsonOnly: false,
    } as const;
    expect(await resolve(ref, { ...provider, args: [...provider.args], passEnv: [...provider.passEnv] })).toBe(
      "$(id)|a b||t|x|",
    );
  });

  test.each([
    [
      "does not know it",
      `printf '{"protocolVersion":1,"values":{},"errors":{"a/b":"${secret}"}}'`,
      {},
      "secret_not_found",
    ],
    [
      "answers in another protocol",
      `printf '{"protocolVersion":2,"values":{"a/b":"${secret}"}}'`,
      {},
      "secret_source_failed",
    ],
    ["prints something else", `echo ${secret}`, {}, "secret_source_failed"],
    ["prints null", "echo null", {}, "secret_source_failed"],
    ["fails", `echo ${secret}; echo ${secret} >&2; exit 4`, {}, "secret_source_failed"],
    ["hangs", "sleep 600 & wait", { timeoutMs: 100 }, "secret_source_timeout"],
    ["leaves a child that holds its output", "sleep 600 & exit 0", { timeoutMs: 100 }, "secret_source_timeout"],
    ["prints too much", "exec yes", { maxOutputBytes: 1000 }, "secret_source_failed"],
    ["is not in a trusted directory", answer, { trustedDirs: ["/usr/bin"] }, "secret_source_unsafe"],
  ])("a program that %s is refused", async (_, lines, options, code) => {
    const command = await program(lines);
    expect(await failure(resolve(ref, { source: "exec", command, ...options }))).toMatchObject({ code });
  });

  test("a program that others may write, a link, a directory and nothing are refused", async () => {
    const command = await program(answer, 0o722);
    expect(await failure(resolve(ref, { source: "exec", command }))).toMatchObject({ code: "secret_source_unsafe" });
    await chmod(command, 0o700);
    await symlink(command, join(dir, "link"));
    expect(await failure(resolve(ref, { source: "exec", command: join(dir, "link") }))).toMatchObject({
      code: "secret_source_unsafe",
    });
    expect(await failure(resolve(ref, { source: "exec", command: dir }))).toMatchObject({
      code: "secret_source_unsafe",
    });
    expect(await failure(resolve(ref, { source: "exec", command: join(dir, "no") }))).toMatchObject({
      code: "secret_source_failed",
    });
    await chmod(dir, 0o777);
    expect(await failure(resolve(ref, { source: "exec", command }))).toMatchObject({ code: "secret_source_unsafe" });
  });

  test("a trusted directory is not one that the path climbs out of", async () => {
    const command = await program(answer);
    const provider: SecretProvider = { source: "exec", command: `${dir}/sub/../program`, trustedDirs: [`${dir}/sub`] };
    expect(await failure(resolve(ref, provider))).toMatchObject({ code: "secret_source_unsafe" });
    expect(await resolve(ref, { source: "exec", command, trustedDirs: [dir] })).toBe(secret);
  });
});
