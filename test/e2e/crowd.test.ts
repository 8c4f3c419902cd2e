import { dm, person } from "../loopback/telegram/people.js";
import { buildHouse, type House, secrets } from "./house.js";

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

test("many people who are answered at once are no leak that the operator is warned of", async () => {
  await house.configure((config) => {
    config.access.chat = ["*"];
  });
  const gateway = await house.gateway();
  house.provider.account(secrets.home).always({ kind: "silence" });
  const crowd = 30;
  for (let index = 0; index < crowd; index++) {
    const from = person(1000 + index, `P${index}`);
    house.telegram.say({ chat: dm(from), from, text: "hello" });
  }
  await gateway.alive(house.provider.request(crowd - 1));
  expect(gateway.stderr).not.toContain("Warning");
});

test("a crowd of strangers takes no file from whoever is in", async () => {
  const gateway = await house.gateway({}, 256);
  const { telegram } = house;
  for (let index = 0; index < 1000; index++) {
    const from = person(10_000 + index, "Stranger");
    telegram.say({ chat: dm(from), from, text: index % 2 ? "/model" : "hello" });
  }
  await gateway.alive(telegram.waitFor(() => telegram.shown.length === 1000));
  expect(gateway.stderr).not.toContain("EMFILE");
});
