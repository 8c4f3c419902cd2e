import { group } from "../loopback/telegram/people.js";
import { alice, onTelegram } from "./conversations.js";
import { buildHouse, type House } from "./house.js";

const old = { id: -77, type: "group", title: "Kitchen" } as const;
const kitchen = group(-1007770000777);

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

test("a group that becomes a supergroup keeps its agent, its history and its pin; the operator is told what to write", async () => {
  const bind = (id: string) => [{ agentId: "cook", match: { channel: "telegram", peer: { kind: "group", id } } }];
  await house.configure((config) => {
    config.agents.list = [{ id: "main" }, { id: "cook", model: "gpt" }];
    config.bindings = bind("-77");
  });
  const gateway = await house.gateway();
  const before = onTelegram(house, gateway, { chat: old as never, from: alice });
  await before.say("My name is Alice.");
  house.telegram.upgrade(old.id, kitchen);
  house.telegram.say({ chat: old as never, from: alice, migrate_to_chat_id: kitchen.id });
  house.telegram.say({ chat: kitchen, from: alice, migrate_from_chat_id: old.id });
  const after = onTelegram(house, gateway, { chat: kitchen, from: alice });
  await after.say("What is my name?");
  expect(house.asked).toEqual(["openai:default gpt-5.2", "openai:default gpt-5.2"]);
  expect(JSON.stringify(house.provider.requests[1]?.body)).toContain("My name is Alice.");
  expect(gateway.stderr.match(/.*telegram:-77 .*|.*names the old id.*/g)).toEqual([
    expect.stringContaining("telegram:-77 became a supergroup and is telegram:-1007770000777 now"),
    expect.stringMatching(
      /bindings\[0\]\.match\.peer\.id names the old id .*config\.json write "-1007770000777" there/,
    ),
  ]);

  await gateway.stop("SIGKILL");
  const again = onTelegram(house, await house.gateway(), { chat: kitchen, from: alice });
  await again.say("Still the cook?");
  expect(house.asked.at(-1)).toMatch(/^openai:.* gpt-5\.2$/);
  const outdated = /names a group that became a supergroup: it is "-1007770000777" now/;
  expect((await house.cli(["doctor"])).stdout).toMatch(outdated);
  await house.configure((config) => {
    config.bindings = bind(String(kitchen.id));
  });
  await again.command("/model opus@work");
  await again.say("And now?");
  expect(house.asked.at(-1)).toBe("anthropic:work claude-opus-4-5");
  expect((await house.cli(["doctor"])).stdout).not.toMatch(outdated);
});
