// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a reference to a variable is written
import { parseConfig } from "../../../src/config/load.js";
import { ConfigError } from "../../../src/config/problem.js";
import { isModelpinError } from "../../../src/domain/errors.js";

/** What somebody wrote, and what they read: every message begins with the file's name. */
const refusals: readonly (readonly [text: string, message: string])[] = [
  ["", ':1:1: the file is empty; an empty configuration is written "{}"'],
  ["// nothing", ":1:11: expected a value"],
  ["[]", ":1:1: expected an object, found a list"],
  ["{", ':1:2: expected "}"'],
  ['{ "agents": }', ":1:13: expected a value"],
  ["{ 'agents': {} }", ':1:3: a word that JSON does not know; text and keys stand in double quotes ("…")'],
  ['{ "language": "de" "env": {} }', ':1:20: expected "," before this'],
  [
    `{ "language": "de
" }`,
    ":1:15: text that never ends; its closing quote is missing",
  ],
  ["{ /* never ends", ":1:3: a comment that never ends"],
  ["{} {}", ":1:4: expected nothing more after the end of the configuration"],
  ['{ "language": "de", "language": "ja" }', ':1:21: language: the key "language" stands here twice; keep one'],
  ['{ "__proto__": {} }', ":1:3: __proto__: unknown key"],
  [
    '{ "auth": { "profiles": { "__proto__": { "provider": "x", "mode": "api_key" } } } }',
    ":1:27: auth.profiles.__proto__: unknown key",
  ],
  ['{ "agnets": {} }', ':1:3: agnets: unknown key; did you mean "agents"?'],
  [
    '{ "agents": { "defaults": { "modle": "openai/gpt" } } }',
    ':1:29: agents.defaults.modle: unknown key; did you mean "model"?',
  ],
  [
    '{ "channels": { "discord": { "token": "${A}", "xyzzy": 1 } } }',
    ":1:47: channels.discord.xyzzy: unknown key; known here: enabled, token, apiRoot, guildIds, messageContent",
  ],
  ['{ "agents": { "list": {} } }', ":1:15: agents.list: expected a list, found an object"],
  [
    '{ "agents": { "list": [{ "id": "Main" }] } }',
    ':1:26: agents.list[0].id: expected an agent id: lower-case letters, digits, "-" and "_", found "Main"',
  ],
  ['{ "agents": { "list": [{ "default": true }] } }', ":1:24: agents.list[0].id: missing; expected text in quotes"],
  [
    '{ "agents": { "list": [{ "id": "a", "default": "yes" }] } }',
    ':1:37: agents.list[0].default: expected true or false, found "yes"',
  ],
  [
    '{ "agents": { "defaults": { "model": 5 } } }',
    ':1:29: agents.defaults.model: expected "provider/model", an alias, or { "primary", "fallbacks" }, found the number 5',
  ],
  [
    '{ "agents": { "defaults": { "model": { "fallback": [] } } } }',
    ` has 2 problems:
  1:38 agents.defaults.model.primary: missing; expected text in quotes
  1:40 agents.defaults.model.fallback: unknown key; did you mean "fallbacks"?`,
  ],
  [
    '{ "agents": { "defaults": { "model": "" } } }',
    ':1:29: agents.defaults.model: expected text that is not empty, found ""',
  ],
  [
    '{ "agents": { "defaults": { "models": { "opus": {} } } } }',
    ':1:41: agents.defaults.models.opus: expected the key to be "provider/model"',
  ],
  [
    '{ "auth": { "profiles": { "work": { "provider": "anthropic", "mode": "api_key" } } } }',
    ':1:27: auth.profiles.work: expected the key to be a profile id, "<provider>:<name>"',
  ],
  [
    '{ "auth": { "profiles": { "anthropic:work": { "provider": "anthropic", "mode": "apikey" } } } }',
    ':1:72: auth.profiles["anthropic:work"].mode: expected "oauth", "token" or "api_key", found "apikey"',
  ],
  [
    '{ "auth": { "profiles": { "anthropic:work": { "provider": "openai", "mode": "api_key" } } } }',
    ':1:47: auth.profiles["anthropic:work"].provider: expected "anthropic", the part of the id before the colon, found "openai"',
  ],
  [
    '{ "auth": { "profiles": { "anthropic:work": { "provider": "anthropic", "mode": "api_key", "use": ["me"] } } } }',
    ':1:99: auth.profiles["anthropic:work"].use[0]: expected "discord:<userId>", "discord:role:<roleId>", "telegram:<userId>", "telegram:chat-admin", "terminal" or "*", found "me"',
  ],
  [
    '{ "auth": { "order": { "openai": ["anthropic:work"] } } }',
    ':1:35: auth.order.openai[0]: "anthropic:work" is a profile of "anthropic", and this is the order of "openai"',
  ],
  [
    '{ "auth": { "order": { "openai": "openai:work" } } }',
    ':1:24: auth.order.openai: expected a list, found "openai:work"',
  ],
  [
    '{ "auth": { "order": { "OpenAI": ["openai:work"], "openai": ["openai:home"] } } }',
    ":1:51: auth.order.openai: the same provider as auth.order.OpenAI; case does not matter",
  ],
  ['{ "auth": { "crossBilling": true } }', ':1:13: auth.crossBilling: expected "ask", "allow" or "deny", found true'],
  [
    '{ "access": { "switch": ["discord:bob"] } }',
    ':1:26: access.switch[0]: expected "discord:<userId>", "discord:role:<roleId>", "telegram:<userId>", "telegram:chat-admin", "terminal" or "*", found "discord:bob"',
  ],
  [
    '{ "access": { "switch": [123456789012345678] } }',
    ":1:26: access.switch[0]: expected text in quotes, found a number with too many digits",
  ],
  [
    '{ "language": "not a tag" }',
    ':1:3: language: expected "auto" or a language tag such as "de" or "zh-Hans", found "not a tag"',
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": "sk-proj-abcdef0123456789" } } } }',
    ':1:42: models.providers.openai.apiKey: expected "${NAME}" (an environment variable) or { "source", "provider", "id" }, never the secret itself, found text',
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": { "source": "env", "id": "X", "foo": 1 } } } } }',
    ":1:82: models.providers.openai.apiKey.foo: unknown key; known here: source, provider, id",
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": { "source": "env", "id": "lower" } } } } }',
    ":1:71: models.providers.openai.apiKey.id: expected the name of an environment variable in capitals",
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": { "source": "file", "id": "/a" } } } } }',
    ":1:42: models.providers.openai.apiKey: there is no secrets.providers.default",
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": { "source": "exec", "provider": "valt", "id": "a" } } } }, "secrets": { "providers": { "vault": { "source": "exec", "command": "/bin/x" } } } }',
    ':1:72: models.providers.openai.apiKey.provider: there is no secrets.providers.valt; did you mean "vault"?',
  ],
  [
    '{ "models": { "providers": { "openai": { "apiKey": { "source": "file", "provider": "vault", "id": "/a" } } } }, "secrets": { "providers": { "vault": { "source": "exec", "command": "/bin/x" } } } }',
    ':1:72: models.providers.openai.apiKey.provider: secrets.providers.vault is a source of kind "exec", not "file"',
  ],
  [
    '{ "models": { "providers": { "mine": {} } } }',
    ':1:38: models.providers.mine.baseUrl: missing; the provider "mine" is not built in',
  ],
  [
    '{ "agents": { "defaults": { "model": "antropic/claude" } } }',
    ':1:1: models.providers.antropic.baseUrl: missing; the provider "antropic" is not built in, and agents.defaults.model needs it; did you mean "anthropic"?',
  ],
  [
    '{ "models": { "providers": { "mine": { "baseUrl": "http://10.0.0.1/v1" } } } }',
    ":1:40: models.providers.mine.baseUrl: plain http shows the credential to the network; use https, or set models.providers.mine.allowInsecure to true",
  ],
  [
    '{ "models": { "providers": { "mine": { "baseUrl": "https://me:pw@host/v1" } } } }',
    ":1:40: models.providers.mine.baseUrl: an address may not hold a user name or a password",
  ],
  [
    '{ "models": { "providers": { "mine": { "baseUrl": "https://host/v1?key=sk-canary" } } } }',
    ':1:40: models.providers.mine.baseUrl: the path of a request is put behind it, so it may not hold "?" or "#"; a key belongs into a profile',
  ],
  [
    '{ "models": { "providers": { "mine": { "baseUrl": "host/v1" } } } }',
    ':1:40: models.providers.mine.baseUrl: expected an address that begins with "https://" or "http://", found "host/v1"',
  ],
  [
    '{ "models": { "providers": { "openai": {}, "OpenAI": {} } } }',
    ":1:44: models.providers.OpenAI: the same provider as models.providers.openai; case does not matter",
  ],
  [
    '{ "models": { "providers": { "openai": { "headers": { "Authorization": "Bearer sk-x" } } } } }',
    ":1:55: models.providers.openai.headers.Authorization: this header carries the credential, which comes from the profile; use apiKey or auth-profiles.json",
  ],
  [
    '{ "models": { "providers": { "openai": { "headers": { "ChatGPT-Account-Id": "1" } } } } }',
    ":1:55: models.providers.openai.headers.ChatGPT-Account-Id: this header carries the credential, which comes from the profile; use apiKey or auth-profiles.json",
  ],
  ...["Host", "content-length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Expect"].map(
    (name): [string, string] => [
      `{ "models": { "providers": { "openai": { "headers": { "${name}": "1" } } } } }`,
      `:1:55: models.providers.openai.headers.${name}: this header belongs to the connection, which makes it from the address and the request; leave it out`,
    ],
  ),
  [
    '{ "channels": { "telegram": { "botToken": "${T}", "apiRoot": "https://me:pw@host" } } }',
    ":1:51: channels.telegram.apiRoot: an address may not hold a user name or a password",
  ],
  [
    '{ "channels": { "discord": { "token": "${T}", "apiRoot": "https://[1" } } }',
    ':1:47: channels.discord.apiRoot: expected an address such as "https://host/v1", found "https://[1"',
  ],
  [
    '{ "channels": { "discord": { "token": "${T}", "apiRoot": "https://host/api?key=1" } } }',
    ':1:47: channels.discord.apiRoot: the path of a request is put behind it, so it may not hold "?" or "#"; a key belongs into a profile',
  ],
  [
    '{ "models": { "providers": { "openai": { "headers": { "x-key": 5 } } } } }',
    ":1:55: models.providers.openai.headers.x-key: expected text in quotes, found a number",
  ],
  [
    '{ "models": { "providers": { "openai": { "oauth": { "tokenEndpoint": "http://a.example/t" } } } } }',
    ":1:51: models.providers.openai.oauth.clientId: missing; expected text in quotes",
  ],
  [
    '{ "models": { "providers": { "openai": { "oauth": { "clientId": "c", "tokenEndpoint": "http://a.example/t", "redirectPort": 70000 } } } } }',
    ":1:109: models.providers.openai.oauth.redirectPort: expected a port, 0 to 65535, found the number 70000",
  ],
  [
    '{ "models": { "providers": { "openai": { "oauth": { "clientId": "c", "tokenEndpoint": "http://a.example/t" } } } } }',
    ":1:70: models.providers.openai.oauth.tokenEndpoint: plain http shows the credential to the network; use https, or set models.providers.openai.allowInsecure to true",
  ],
  [
    '{ "models": { "providers": { "x": { "api": "openai" } } } }',
    ':1:37: models.providers.x.api: expected "anthropic-messages", "openai-completions", "openai-responses" or "echo", found "openai"',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "List" } } } } }',
    ':1:57: agents.defaults.models["openai/gpt"].alias: "List" is a word of /model and may not be an alias',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "42" } } } } }',
    ':1:57: agents.defaults.models["openai/gpt"].alias: "42" is a word of /model and may not be an alias',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "my gpt" } } } } }',
    ':1:57: agents.defaults.models["openai/gpt"].alias: "my gpt" may not be an alias; an alias holds no spaces and no "/" and does not begin with "@", "~" or "-"',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "@gpt" } } } } }',
    ':1:57: agents.defaults.models["openai/gpt"].alias: "@gpt" may not be an alias; an alias holds no spaces and no "/" and does not begin with "@", "~" or "-"',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "gpt" }, "openai/gpt-2": { "alias": "GPT" } } } } }',
    ':1:93: agents.defaults.models["openai/gpt-2"].alias: the alias "GPT" is also that of agents.defaults.models["openai/gpt"].alias',
  ],
  [
    '{ "agents": { "defaults": { "models": { "openai/gpt": {}, "OpenAI/gpt": {} } } } }',
    ':1:59: agents.defaults.models["OpenAI/gpt"]: the same model as agents.defaults.models["openai/gpt"]',
  ],
  [
    '{ "agents": { "defaults": { "model": "opsu", "models": { "anthropic/claude": { "alias": "opus" } } } } }',
    ':1:29: agents.defaults.model: there is no alias "opsu"; did you mean "opus"?',
  ],
  [
    '{ "agents": { "defaults": { "model": { "primary": "opus", "fallbacks": ["nothing"] }, "models": { "anthropic/claude": { "alias": "opus" } } } } }',
    ':1:73: agents.defaults.model.fallbacks[0]: there is no alias "nothing"; write "provider/model" or give a model this alias',
  ],
  [
    '{ "agents": { "list": [{ "id": "a", "model": "/x" }] } }',
    ':1:37: agents.list[0].model: expected "provider/model" or an alias, found "/x"',
  ],
  [
    '{ "agents": { "list": [{ "id": "a" }, { "id": "a" }] } }',
    ':1:41: agents.list[1].id: the agent "a" is also agents.list[0]',
  ],
  [
    '{ "agents": { "list": [{ "id": "a", "default": true }, { "id": "b", "default": true }] } }',
    ":1:69: agents.list[1].default: only one agent may be the default; agents.list[0] is",
  ],
  [
    '{ "bindings": [{ "agentId": "mian", "match": { "channel": "discord" } }] }',
    ':1:18: bindings[0].agentId: there is no agent "mian"; did you mean "main"?',
  ],
  [
    '{ "bindings": [{ "agentId": "main", "match": { "channel": "slack" } }] }',
    ':1:48: bindings[0].match.channel: expected "discord", "telegram" or "terminal", found "slack"',
  ],
  [
    '{ "bindings": [{ "agentId": "main", "match": { "channel": "telegram", "guildId": "1" } }] }',
    ":1:71: bindings[0].match.guildId: only Discord has guilds, and this matches telegram",
  ],
  [
    '{ "bindings": [{ "agentId": "main", "match": { "channel": "telegram", "peer": { "kind": "group", "id": "x" } } }] }',
    ':1:98: bindings[0].match.peer.id: expected a Telegram chat, "<chatId>" or "<chatId>:<topicId>", found "x"',
  ],
  [
    '{ "bindings": [{ "agentId": "main", "match": { "channel": "discord", "peer": { "kind": "group", "id": 100000000000000001 } } }] }',
    ":1:97: bindings[0].match.peer.id: expected text in quotes, found a number with too many digits",
  ],
  [
    '{ "channels": { "discord": {} } }',
    ':1:28: channels.discord.token: missing; expected "${NAME}" (an environment variable) or { "source", "provider", "id" }, never the secret itself',
  ],
  [
    '{ "channels": { "telegram": { "botToken": "123456789:AAExampleExampleExampleExampleExampl" } } }',
    ':1:31: channels.telegram.botToken: expected "${NAME}" (an environment variable) or { "source", "provider", "id" }, never the secret itself, found text',
  ],
  [
    '{ "secrets": { "providers": { "vault": { "source": "http" } } } }',
    ':1:42: secrets.providers.vault.source: expected "env", "file" or "exec", found "http"',
  ],
  [
    '{ "secrets": { "providers": { "vault": { "source": "exec", "command": "read" } } } }',
    ":1:60: secrets.providers.vault.command: expected the absolute path of a program",
  ],
  [
    '{ "secrets": { "providers": { "vault": { "source": "exec", "command": "/bin/x", "args": [5], "env": { "A": 1 } } } } }',
    ` has 2 problems:
  1:90 secrets.providers.vault.args[0]: expected text in quotes, found a number
  1:103 secrets.providers.vault.env.A: expected text in quotes, found a number`,
  ],
  [
    '{ "secrets": { "providers": { "f": { "source": "file", "path": "keys.json", "timeoutMs": 0 } } } }',
    ":1:77: secrets.providers.f.timeoutMs: expected a whole number of milliseconds, 1 or more, found the number 0",
  ],
  [
    '{ "secrets": { "providers": { "f": { "source": "file", "path": "keys.json" } } } }',
    ':1:56: secrets.providers.f.path: expected a path that begins with "/" or "~/"',
  ],
  [
    '{ "env": { "shellEnv": { "timeoutMs": 1.5 } } }',
    ":1:26: env.shellEnv.timeoutMs: expected a whole number, found the number 1.5",
  ],
  [
    '{ "secrets": { "providers": { "f": { "source": "file", "path": "/k", "command": "x" } } } }',
    ":1:70: secrets.providers.f.command: unknown key; known here: source, path, mode, timeoutMs, maxBytes",
  ],
  [
    `{
  "language": 5,
  "acess": {},
  "env": { "shellEnv": { "enabled": 1 } }
}`,
    ` has 3 problems:
  2:3 language: expected text in quotes, found the number 5
  3:3 acess: unknown key; did you mean "access"?
  4:26 env.shellEnv.enabled: expected true or false, found the number 1`,
  ],
];

function refusal(text: string): ConfigError {
  try {
    parseConfig(text, "config.json");
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a configuration that cannot be used", () => {
  test.each(refusals)("%s", (text, message) => {
    const error = refusal(text);
    expect(error.message).toBe(`config.json${message}`);
    expect(isModelpinError(error, "config_invalid")).toBe(true);
    expect(error.problems.length).toBeGreaterThan(0);
  });

  test("one that is nested too deeply is refused, not a crash", () => {
    const tooDeep = "it is nested too deeply; expected at most 200 levels";
    expect(refusal("[".repeat(20_000)).message).toBe(`config.json:1:201: ${tooDeep}`);
    // The engine's own parser takes these; what reads the value afterwards would not.
    for (const depth of [3000, 100_000]) {
      const lists = `${"[".repeat(depth)}1,${"]".repeat(depth)}`;
      expect(refusal(lists).message).toBe(`config.json:1:201: ${tooDeep}`);
      const objects = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
      expect(refusal(`{ "agents":\n${objects} }`).message).toBe(`config.json:2:996: ${tooDeep}`);
    }
  });

  test("every problem is data: kind, path, line and column", () => {
    const { problems, file } = refusal('{\n  "language": 5,\n  "acess": {}\n}');
    expect(file).toBe("config.json");
    expect(problems).toEqual([
      {
        kind: "wrong_type",
        path: ["language"],
        message: "expected text in quotes, found the number 5",
        line: 2,
        column: 3,
      },
      { kind: "unknown_key", path: ["acess"], message: 'unknown key; did you mean "access"?', line: 3, column: 3 },
    ]);
  });

  test.each([
    '{ "models": { "providers": { "openai": { "apiKey": "SECRET" } } } }',
    '{ "models": { "providers": { "openai": { "headers": { "authorization": "SECRET" } } } } }',
    '{ "models": { "providers": { "openai": { "headers": { "x-a": ["SECRET"] } } } } }',
    '{ "channels": { "discord": { "token": { "source": "env", "id": "SECRET" } } } }',
    '{ "secrets": { "providers": { "v": { "source": "exec", "command": "/x", "env": { "A": ["SECRET"] }, "args": "SECRET" } } } }',
    '{ "agents": { "defaults": { "model": "SECRET" } } }',
    '{ "SECRET": 1 }',
    '{ "language": "SECRET" }',
    '{ "auth": { "profiles": { "SECRET": { "provider": "x" } } } }',
    '{ "language": "SECRET', // a syntax error quotes nothing
  ])("no message shows a secret: %s", (text) => {
    const secret = "sk-proj-0123456789abcdef";
    expect(refusal(text.replace("SECRET", secret)).message).not.toContain("0123456789");
    expect(refusal(text.replace("SECRET", secret)).stack).not.toContain("0123456789");
  });
});

describe("a configuration that can be used", () => {
  test.each([
    ["{}", {}],
    ["\uFEFF{}", {}],
    ['// me\n{ "language": "de", /* also */ }', { language: "de" }],
    ['{ "language": "zh-Hans" }', { language: "zh-Hans" }],
    [
      '{ "access": { "admin": ["discord:1", "discord:role:2", "telegram:3", "telegram:chat-admin", "terminal", "*"] } }',
      undefined,
    ],
    ['{ "models": { "providers": { "mine": { "baseUrl": "http://127.0.0.1:11434/v1" } } } }', undefined],
    [
      '{ "models": { "providers": { "openai": { "apiKey": { "source": "env", "provider": "default", "id": "KEY" } } } } }',
      undefined,
    ],
    ['{ "models": { "providers": { "mine": { "baseUrl": "http://[::1]:11434/v1" } } } }', undefined],
    [
      '{ "models": { "providers": { "mine": { "baseUrl": "http://10.0.0.1/v1", "allowInsecure": true } } } }',
      undefined,
    ],
    [
      '{ "models": { "providers": { "loop": { "api": "echo" } } }, "agents": { "defaults": { "model": "Loop/x" } } }',
      undefined,
    ],
    // An id that no profile has is shown by every view; it is not the configuration's fault.
    ['{ "auth": { "order": { "anthropic": ["anthropic:gone"] } } }', undefined],
    ['{ "auth": { "profiles": { "nowhere:me": { "provider": "nowhere", "mode": "token" } } } }', undefined],
    ['{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "ဂျီပီတီ" } }, "model": "ဂျီပီတီ" } } }', undefined],
    [
      '{ "agents": { "defaults": { "models": { "openai/gpt": { "alias": "gpt" } } }, "list": [{ "id": "a", "model": "GPT" }] } }',
      undefined,
    ],
  ])("%s", (text, expected) => {
    const config = parseConfig(text, "config.json");
    if (expected !== undefined) expect(config).toEqual(expected);
  });
});
