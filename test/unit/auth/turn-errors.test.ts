import { openAuth, smallConfig } from "../../fixtures/open-auth.js";

const profiles = {
  "anthropic:home": { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"h".repeat(80)}` },
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-work" },
};

test.each([
  ["deny", "turn_failed"],
  ["ask", "needs_consent"],
])("what a host's own call threw is the cause of what the turn says (crossBilling %s)", async (crossBilling, code) => {
  const house = await openAuth({ ...smallConfig, auth: { crossBilling } }, profiles);
  const bug = new TypeError("Cannot read properties of undefined");
  const turn = house.auth.session("discord:1").run(() => Promise.reject(bug), { maxAttempts: 1 });
  await expect(turn).rejects.toMatchObject({ code, cause: bug });
  await house.close();
});
