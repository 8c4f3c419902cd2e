import type { Notice } from "../../../src/domain/notice.js";
import { wordsOfNotice } from "../../../src/gateway/words-of-notice.js";
import { openAuth } from "../../fixtures/auth-house.js";

const ann = { id: "discord:1", principals: ["discord:1"] };
const config = {
  agents: { defaults: { model: "echo/small" } },
  auth: { order: { echo: ["echo:home", "echo:work"] }, crossBilling: "allow" },
  access: { switch: ["*"] },
};
const profiles = {
  "echo:home": { type: "token", provider: "echo", token: "home" },
  "echo:work": { type: "api_key", provider: "echo", key: "work" },
};

test("a host tells a room that another account answers, and names accounts to the person alone", async () => {
  const { auth, close } = await openAuth(config, profiles);
  const session = auth.session("discord:10");
  const notices: Notice[] = [];
  const limited = Object.assign(new Error("429"), { status: 429, headers: { "retry-after": "600" } });
  await session.run(
    async ({ profileId }) => {
      if (profileId === "echo:home") throw limited;
    },
    { person: ann, onNotice: (notice) => notices.push(notice) },
  );
  expect(notices).toHaveLength(1);
  const [notice] = notices as [Notice];
  const said = (seenByCallerAlone: boolean, locale?: string) =>
    wordsOfNotice(auth, notice, { session, viewer: { person: ann, seenByCallerAlone }, locale });
  expect(await said(true)).toMatch(/work/);
  expect(await said(false)).not.toMatch(/work|home/);
  expect(await said(false)).not.toMatch(/\n/);
  expect(await said(false, "de")).not.toBe(await said(false));
  await close();
});
