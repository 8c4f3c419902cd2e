import { model } from "../../../../commands/slash/model.js";
import type { Invocation } from "../../../../src/chat/slash.js";
import { alone, createHouse, inRoom, pin, token } from "../../../fixtures/auth-house.js";
import { createAsking } from "./asking.js";

const named = { provider: "anthropic", mode: "token", displayName: "Ann's own" };
const house = createHouse(
  {
    agents: { defaults: { model: "anthropic/opus" } },
    auth: {
      profiles: {
        "anthropic:home": named,
        "anthropic:boss": { ...named, displayName: "The boss", use: ["discord:9"] },
      },
    },
    access: { switch: ["discord:1"], admin: ["discord:9"] },
  },
  { version: 1, profiles: { "anthropic:home": token(), "anthropic:boss": token() } },
);
const auth = await house.open();
const { ask } = createAsking(auth);
afterAll(() => house.close());

async function details(seenByCallerAlone: boolean): Promise<(string | undefined)[]> {
  const invocation: Invocation = {
    place: { platform: "discord", session: "discord:10", kind: "channel", peerId: "10" },
    ...alone("discord:1"),
    seenByCallerAlone,
    argument: "",
    menus: { entries: 25, both: true },
    now: auth.now(),
  };
  const { blocks } = await model(auth).run(invocation);
  return blocks.flatMap((block) =>
    block.kind === "choices" ? block.choices.filter(({ label }) => label === "home").map(({ detail }) => detail) : [],
  );
}

test("views call a profile as its owner calls it, to those who may use it and where nobody reads along", async () => {
  expect(await ask("status", alone("discord:1"))).toContain("1. anthropic:home (Ann's own) · token");
  expect(await ask("status", alone("discord:9"))).toContain("anthropic:boss (The boss)");
  expect(await details(true)).toEqual(["Ann's own · token"]);
  expect(await ask("status", inRoom("discord:1"))).not.toContain("own");
  expect(await details(false)).toEqual(["token"]);
  await pin(auth, "discord:10", "@boss", alone("discord:9"));
  const status = await auth.session("discord:10").status(alone("discord:1"));
  expect(JSON.stringify(status)).not.toContain("The boss");
});
