import { fresh, help, model } from "../../../../commands/slash/index.js";
import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { createDispatcher } from "../../../../src/chat/dispatch.js";
import { plainText, renderReply } from "../../../../src/chat/render.js";
import { languages } from "../../../../src/domain/language.js";
import { createHouse, type House, owner, t0 } from "../../../fixtures/auth-house.js";

let house: House;
let auth: ModelAuth;
beforeEach(async () => {
  house = createHouse();
  auth = await house.open();
});
afterEach(() => house.close());

async function typed(name: string, argument = "", locale?: string): Promise<string> {
  const menu = [model(auth), fresh(auth, () => undefined)];
  const dispatcher = createDispatcher({
    gatekeeper: auth,
    commands: [...menu, help(auth, menu)],
    log: { warn: () => undefined },
    now: () => t0,
  });
  const command = dispatcher.find(name);
  if (!command) throw new Error(`no /${name}`);
  const reply = await dispatcher.dispatch(command, {
    place: { platform: "terminal", session: "terminal:main", kind: "dm", peerId: "main" },
    person: owner.person,
    argument,
    seenByCallerAlone: true,
    now: t0,
    ...(locale === undefined ? {} : { locale }),
  });
  return renderReply(reply, plainText, { limit: 4096, now: t0 });
}

const grammar = `/model see the list and choose from it
/model <model>[@<profile>] choose the model, and the account with it
/model @<profile> · /model @auto pin the account alone · drop that pin
/model default · /model why · /model status drop the choice · why this account answers · every detail
--once · --soft for the next turn only · others may stand in when it cannot answer`;

test("/help, /start and /model help say what can be typed", async () => {
  const commands = `/model See the models, or choose model and account for this conversation
/new Start the conversation afresh; the choice of model stays`;
  const said = await typed("help");
  expect(said.replace(/\n+/g, "\n")).toBe(`${commands}\n${grammar}`);
  expect(await typed("START")).toBe(said);
  expect(await typed("model", "help")).toBe(grammar);
});

test("help is said in each language, with the same things to type", async () => {
  const said = await Promise.all(languages.map((language) => typed("help", "", language)));
  expect(new Set(said).size).toBe(languages.length);
  for (const one of said) {
    for (const word of ["/new", "@auto", "/model default", "/model why", "--once", "--soft"])
      expect(one).toContain(word);
  }
});
