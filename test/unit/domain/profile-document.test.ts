// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a reference to a variable is written
import { inspect } from "node:util";
import { writeProfileDocument } from "../../../src/auth/profile-edit.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { type AuthProfileDocument, toProfileDocument } from "../../../src/domain/profile-document.js";

const canary = "sk-canary-7f3a";

/** Everything that a file of the system users come from may hold. */
const complete = {
  version: 1,
  profiles: {
    "anthropic:default": {
      type: "api_key",
      provider: "anthropic",
      key: canary,
      copyToAgents: false,
      metadata: { a: 1 },
    },
    "openai:ref": { type: "api_key", provider: "openai", keyRef: { source: "env", provider: "default", id: "OPENAI" } },
    "anthropic:manual": { type: "token", provider: "anthropic", token: canary, expires: 1_800_000_000_000 },
    "github-copilot:github": { type: "token", provider: "github-copilot", tokenRef: "${GITHUB_TOKEN}" },
    "openai-codex:me@example.com": {
      type: "oauth",
      provider: "openai-codex",
      access: canary,
      refresh: `${canary}-refresh`,
      expires: 1_800_000_000_000,
      email: "me@example.com",
      accountId: "acct",
    },
    "google-gemini-cli:x": {
      type: "oauth",
      provider: "google-gemini-cli",
      refresh: canary,
      expires: 1,
      projectId: "p",
    },
  },
  order: { anthropic: ["anthropic:manual", "anthropic:default"] },
  lastGood: { anthropic: "anthropic:default" },
  usageStats: {
    "anthropic:default": {
      lastUsed: 1,
      errorCount: 3,
      disabledUntil: 9e15,
      disabledReason: "billing",
      cooldownUntil: 9e15,
    },
  },
  somethingNew: { kept: true },
};

test("a file of the system that users come from is understood as it is", () => {
  const { profiles, order, problems, ...rest } = toProfileDocument(complete);
  expect(problems).toEqual([]);
  expect([...profiles.keys()]).toEqual(Object.keys(complete.profiles));
  expect([...order]).toEqual([["anthropic", ["anthropic:manual", "anthropic:default"]]]);
  // Counters are never looked at.
  expect(rest).toEqual({ version: 1 });
  const codex = profiles.get("openai-codex:me@example.com");
  expect(codex).toMatchObject({
    type: "oauth",
    email: "me@example.com",
    accountId: "acct",
    expires: 1_800_000_000_000,
  });
  expect(codex?.type === "oauth" && codex.access?.reveal()).toBe(canary);
  expect(profiles.get("openai:ref")).toMatchObject({ keyRef: { source: "env", provider: "default", id: "OPENAI" } });
  expect(profiles.get("github-copilot:github")).toMatchObject({ tokenRef: { source: "env", id: "GITHUB_TOKEN" } });
});

test("no secret can be printed from what was understood", () => {
  const document = toProfileDocument(complete);
  for (const shown of [
    JSON.stringify([...document.profiles]),
    inspect(document, { depth: 9, showHidden: true }),
    `${[...document.profiles.values()].map((credential) => Object.values(credential).join(" "))}`,
  ])
    expect(shown).not.toContain(canary);
});

type Row = readonly [profile: unknown, path: string, expected: string];
const key = { type: "api_key", provider: "anthropic" };
const token = { type: "token", provider: "anthropic" };
const oauth = { type: "oauth", provider: "anthropic" };
const misfits: readonly Row[] = [
  [{ ...key, apiKey: canary }, ".apiKey", 'rename this field to "key"'],
  [{ ...key, api_key: canary }, ".api_key", 'rename this field to "key"'],
  [{ ...key, apikey: canary }, ".apikey", 'rename this field to "key"'],
  [{ ...key, value: canary }, ".value", 'rename this field to "key"'],
  [{ ...key, secret: canary }, ".secret", 'rename this field to "key"'],
  [{ ...key, token: canary }, ".token", 'rename this field to "key"'],
  [{ ...key, key: 5 }, ".key", "text in quotes"],
  [{ ...key, key: [canary] }, ".key", "text in quotes"],
  [{ ...key, key: "${ANTHROPIC_KEY}" }, ".key", 'move the reference to "keyRef"'],
  [{ ...key, key: { source: "env", id: "ANTHROPIC_KEY" } }, ".key", 'move the reference to "keyRef"'],
  [{ ...key, key: `${canary}\n${canary}` }, ".key", "the value on one line"],
  [{ ...key, keyRef: "ANTHROPIC_KEY" }, ".keyRef", '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"'],
  [
    { ...key, keyRef: { source: "vault", id: "x" } },
    ".keyRef",
    '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"',
  ],
  [{ ...key, keyRef: { source: "env" } }, ".keyRef", '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"'],
  [{ ...token, accessToken: canary }, ".accessToken", 'rename this field to "token"'],
  [{ ...token, access_token: canary }, ".access_token", 'rename this field to "token"'],
  [{ ...token, bearer: canary }, ".bearer", 'rename this field to "token"'],
  [{ ...token, key: canary }, ".key", 'rename this field to "token"'],
  [{ ...token, token: canary, expiresAt: 5 }, ".expiresAt", 'rename this field to "expires" (ms since the epoch)'],
  [{ ...token, token: canary, expires_at: 5 }, ".expires_at", 'rename this field to "expires" (ms since the epoch)'],
  [{ ...token, token: "${X}" }, ".token", 'move the reference to "tokenRef"'],
  [{ ...token, tokenRef: 5 }, ".tokenRef", '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"'],
  [{ ...oauth, accessToken: canary, refresh: canary }, ".accessToken", 'rename this field to "access"'],
  [{ ...oauth, access_token: canary, refresh: canary }, ".access_token", 'rename this field to "access"'],
  [{ ...oauth, token: canary, refresh: canary }, ".token", 'rename this field to "access"'],
  [{ ...oauth, access: canary, refreshToken: canary }, ".refreshToken", 'rename this field to "refresh"'],
  [{ ...oauth, access: canary, refresh_token: canary }, ".refresh_token", 'rename this field to "refresh"'],
  [{ ...oauth, access: "${X}", refresh: canary }, ".access", "the value itself: a login cannot be a reference"],
  [{ ...oauth, access: canary, accountId: 7 }, ".accountId", "text in quotes"],
  [{ provider: "anthropic", mode: "api_key", key: canary }, ".mode", 'rename this field to "type"'],
  [{ provider: "anthropic", kind: "api_key", key: canary }, ".kind", 'rename this field to "type"'],
  [{ provider: "anthropic", Type: "api_key", key: canary }, ".Type", 'rename this field to "type"'],
  [{ provider: "anthropic", key: canary }, ".type", 'one of "api_key", "token", "oauth"'],
  [{ ...key, type: "api-key", key: canary }, ".type", 'write "api_key"'],
  [{ ...key, type: "apiKey", key: canary }, ".type", 'write "api_key"'],
  [{ ...key, type: "API_KEY", key: canary }, ".type", 'write "api_key"'],
  [{ ...key, type: "setup-token", token: canary }, ".type", 'write "token"'],
  [{ ...key, type: "OAuth", access: canary }, ".type", 'write "oauth"'],
  [{ ...key, type: canary }, ".type", 'one of "api_key", "token", "oauth"'],
  [{ ...key, type: "constructor", key: canary }, ".type", 'one of "api_key", "token", "oauth"'],
  [{ ...key, type: 1, key: canary }, ".type", 'one of "api_key", "token", "oauth"'],
  [{ type: "api_key", key: canary }, ".provider", 'the provider as text, for example "anthropic"'],
  [{ type: "api_key", providerId: "anthropic", key: canary }, ".providerId", 'rename this field to "provider"'],
  [{ type: "api_key", provider: "  ", key: canary }, ".provider", 'the provider as text, for example "anthropic"'],
  [{ ...key, key: canary, email: 5 }, ".email", "text in quotes"],
  [{ ...key, key: canary, displayName: [] }, ".displayName", "text in quotes"],
  [canary, "", "an object with type and provider"],
  [null, "", "an object with type and provider"],
  [[], "", "an object with type and provider"],
];

test.each(misfits)("%j is named at %s", (entry, field, expected) => {
  const { problems } = toProfileDocument({ version: 1, profiles: { "anthropic:work": entry } });
  expect(problems).toContainEqual({ profileId: "anthropic:work", path: `profiles.anthropic:work${field}`, expected });
  expect(JSON.stringify(problems)).not.toContain(canary);
});

test("one misfit does not spoil its neighbours", () => {
  const { profiles, problems } = toProfileDocument({
    profiles: { "a:bad": { type: "x", provider: "a" }, "a:good": { type: "api_key", provider: "a", key: canary } },
  });
  expect([...profiles.keys()]).toEqual(["a:good"]);
  expect(problems).toHaveLength(1);
});

test.each([
  [{ order: [] }, "order", "an object: provider → list of profile ids"],
  [{ order: { anthropic: "anthropic:work" } }, "order.anthropic", "a list of profile ids"],
  [{ order: { anthropic: [5] } }, "order.anthropic", "a list of profile ids"],
])("%j is no order, which is named", (rest, path, expected) => {
  expect(toProfileDocument({ version: 1, profiles: {}, ...rest }).problems).toEqual([{ path, expected }]);
});

test.each([
  [canary],
  [null],
  [5],
  [[]],
  [{ version: 2 }],
  [{ version: canary }],
  [{ version: { canary } }],
  [{ profiles: [] }],
  [{ profiles: canary }],
  [{ profiles: null }],
])("%j is no such document, which is said without quoting it", (value) => {
  let error: unknown;
  try {
    toProfileDocument(value);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ModelpinError);
  expect(error).toMatchObject({ code: "profiles_not_understood" });
  expect(inspect(error)).not.toContain(canary);
});

test("an expiry that makes no sense is kept as a state of the profile, not lost", () => {
  for (const expires of ["tomorrow", true, {}]) {
    const { profiles, problems } = toProfileDocument({
      profiles: { "a:b": { type: "token", provider: "a", token: canary, expires } },
    });
    expect(problems).toEqual([]);
    expect(profiles.get("a:b")).toMatchObject({ expires: Number.NaN });
  }
});

describe("a rewrite", () => {
  const rewritten = (...edits: Parameters<typeof writeProfileDocument>[1]) =>
    JSON.parse(writeProfileDocument(complete, edits)) as typeof complete;
  const credentialOf = (id: string): NonNullable<ReturnType<AuthProfileDocument["profiles"]["get"]>> => {
    const credential = toProfileDocument(complete).profiles.get(id);
    if (!credential) throw new Error(id);
    return credential;
  };

  test("of nothing is the same document, and ends with a line break", () => {
    expect(rewritten()).toEqual(complete);
    expect(writeProfileDocument(complete, [])).toBe(`${JSON.stringify(complete, null, 2)}\n`);
    expect(JSON.parse(writeProfileDocument(undefined, []))).toEqual({ version: 1, profiles: {} });
  });

  test("of each profile with what it is changes nothing, unknown fields included", () => {
    for (const profileId of Object.keys(complete.profiles)) {
      const edited = rewritten({ kind: "put", profileId, credential: credentialOf(profileId) });
      const ref = profileId === "github-copilot:github" ? { tokenRef: { source: "env", id: "GITHUB_TOKEN" } } : {};
      expect(edited).toEqual({
        ...complete,
        profiles: {
          ...complete.profiles,
          [profileId]: { ...complete.profiles[profileId as keyof typeof complete.profiles], ...ref },
        },
      });
    }
  });

  test("keeps counters, what is unknown, and everybody else", () => {
    const edited = rewritten(
      { kind: "put", profileId: "anthropic:default", credential: credentialOf("anthropic:manual") },
      { kind: "remove", profileId: "openai:ref" },
      { kind: "order", provider: "OpenAI", ids: ["openai:x"] },
    );
    expect(edited.usageStats).toEqual(complete.usageStats);
    expect(edited.lastGood).toEqual(complete.lastGood);
    expect(edited.somethingNew).toEqual({ kept: true });
    expect(edited.profiles["anthropic:default"]).toEqual({
      type: "token",
      provider: "anthropic",
      token: canary,
      expires: 1_800_000_000_000,
      copyToAgents: false,
      metadata: { a: 1 },
    });
    expect(Object.keys(edited.profiles)).not.toContain("openai:ref");
    expect(edited.order).toEqual({ ...complete.order, openai: ["openai:x"] });
  });

  test("that removes a profile takes it from its orders, and an order that named it alone", () => {
    const edited = rewritten(
      { kind: "order", provider: "openai", ids: ["openai:ref"] },
      { kind: "remove", profileId: "openai:ref" },
      { kind: "remove", profileId: "anthropic:manual" },
    );
    expect(edited.order).toEqual({ anthropic: ["anthropic:default"] });
    const cleared = rewritten({ kind: "order", provider: "Anthropic" });
    expect(cleared).not.toHaveProperty("order");
  });

  test("survives ids that JavaScript finds special", () => {
    const odd = JSON.parse('{"version":1,"profiles":{"__proto__":{"type":"api_key","provider":"a","key":"k"}},"x":1}');
    const text = writeProfileDocument(odd, [{ kind: "remove", profileId: "a:none" }]);
    expect(text).toContain('"__proto__"');
    expect([...toProfileDocument(JSON.parse(text)).profiles.keys()]).toEqual(["__proto__"]);
  });
});
