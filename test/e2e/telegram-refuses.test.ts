import { dm, person } from "../loopback/telegram/people.js";
import { Refusal } from "../loopback/telegram/refusal.js";
import { buildHouse, type House, secrets } from "./house.js";

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

test("what Telegram refuses stands in the log in its own words, and is no fault of ours to be reported", async () => {
  const gateway = await house.gateway();
  const alice = person(11, "Alice");
  const blocked = "Forbidden: bot was blocked by the user";
  for (const text of ["/model", "hello"]) {
    house.telegram.refuseNext("sendMessage", new Refusal(403, blocked), 3);
    house.telegram.say({ chat: dm(alice), from: alice, text });
  }
  await gateway.saying("stderr", new RegExp(`could not be handled: sendMessage: 403 ${blocked}`));
  await gateway.saying("stderr", new RegExp(`could not be posted: sendMessage: 403 ${blocked}`));
  expect(gateway.stderr).not.toContain("went wrong");
  expect(gateway.stderr).not.toContain(secrets.telegram);
});
