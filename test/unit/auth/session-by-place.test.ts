import { type AuthHouse, openAuth } from "../../fixtures/auth-house.js";

const ann = { id: "telegram:11", principals: ["telegram:11"] };
const config = {
  agents: {
    defaults: { model: "echo/small", models: { "echo/small": { alias: "small" }, "echo/large": { alias: "large" } } },
    list: [
      { id: "main", default: true },
      { id: "research", model: "large" },
    ],
  },
  models: { providers: { echo: { api: "echo" } } },
  bindings: [{ agentId: "research", match: { channel: "discord", guildId: "2000" } }],
  access: { switch: ["*"] },
};
const profiles = { "echo:one": { type: "api_key", provider: "echo", key: "one" } };

const channel = { platform: "discord", kind: "channel", session: "discord:30", peerId: "30" } as const;
const thread = {
  platform: "discord",
  kind: "thread",
  session: "discord:31",
  peerId: "31",
  parent: "discord:30",
  parentPeerId: "30",
} as const;

let house: AuthHouse;
beforeEach(async () => {
  house = await openAuth(config, profiles);
});
afterEach(() => house.close());

type Where = Parameters<AuthHouse["auth"]["session"]>[0];
const answeredBy = (where: Where) => house.auth.session(where).run(async ({ model }) => model.model, { person: ann });
const pin = (where: Where, model: string) =>
  house.auth
    .session(where)
    .pin({ kind: "choose", model, once: false, soft: false }, { person: ann, seenByCallerAlone: true });

test("a session of a place is its agent's, as /model there is", async () => {
  expect(await answeredBy(channel)).toBe("small");
  expect(await answeredBy({ ...channel, guildId: "2000" })).toBe("large");
});

test("a session of a thread inherits its channel's pin, as /model there says", async () => {
  await pin(channel, "large");
  expect(await answeredBy(thread)).toBe("large");
});

test("a forum topic's group is known by its key", async () => {
  await pin("telegram:-200", "large");
  expect(await answeredBy("telegram:-200:7")).toBe("large");
  await pin("telegram:200", "large");
  expect(await answeredBy("telegram:200:7")).toBe("small");
});
