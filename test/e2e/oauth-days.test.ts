import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openModelAuth } from "../../src/auth/open.js";
import { advisoryMs } from "../../src/auth/refresh/windows.js";
import { terminalPerson } from "../../src/domain/access.js";
import { createMemoryStore } from "../../src/store/drivers/memory.js";
import { startIdentityProvider } from "../loopback/oauth/server.js";

const hour = 3_600_000;
const minute = 60_000;

test("ten days with fifty conversations on two accounts: each is renewed when it is due, and never otherwise", async () => {
  const dir = mkdtempSync(join(tmpdir(), "modelpin-e2e-days-"));
  const idp = await startIdentityProvider({ accessTokenSeconds: hour / 1000 });
  const from = Date.now();
  let now = from;
  const oauth = { tokenEndpoint: `${idp.issuer}/token`, clientId: idp.clientId };
  const acme = { baseUrl: `${idp.issuer}/v1`, api: "openai-responses", models: ["m"], oauth };
  writeFileSync(
    join(dir, "config.json"),
    JSON.stringify({ models: { providers: { acme } }, agents: { defaults: { model: "acme/m" } } }),
  );
  const file = join(dir, "agents", "main", "agent", "auth-profiles.json");
  mkdirSync(join(dir, "agents", "main", "agent"), { recursive: true });
  const accounts = ["acme:me", "acme:you"] as const;
  const login = async (person: string) => {
    const { access, refresh } = await idp.issue(person);
    return { type: "oauth", provider: "acme", access, refresh, expires: from };
  };
  writeFileSync(
    file,
    JSON.stringify({ version: 1, profiles: { "acme:me": await login("me"), "acme:you": await login("you") } }),
  );
  const expiries = () => accounts.map((id) => JSON.parse(readFileSync(file, "utf8")).profiles[id].expires as number);
  const auth = await openModelAuth({ stateDir: dir, env: { HOME: dir }, store: createMemoryStore(), now: () => now });
  try {
    const viewer = { person: terminalPerson, seenByCallerAlone: true };
    for (let index = 0; index < 50; index++) {
      const profile = accounts[index % 2] ?? "";
      await auth.session(`terminal:${index}`).pin({ kind: "choose", profile, once: false, soft: false }, viewer);
    }
    const renewed = [0, 0];
    let known = expiries();
    const days = 10;
    for (let tick = 0; now < from + days * 24 * hour; tick++, now = from + tick * minute) {
      const before = idp.refreshes().length;
      for (const account of [0, 1]) {
        const session = auth.session(`terminal:${((2 * tick) % 50) + account}`);
        expect(await session.run(async ({ profileId }) => profileId)).toBe(accounts[account]);
      }
      if (idp.refreshes().length === before) continue;
      const stands = expiries();
      for (const account of [0, 1]) {
        if (stands[account] === known[account]) continue;
        renewed[account] = (renewed[account] ?? 0) + 1;
        const left = (known[account] ?? 0) - now;
        expect(left).toBeLessThanOrEqual(advisoryMs);
        expect(left).toBeGreaterThanOrEqual(tick === 0 ? 0 : advisoryMs - minute);
      }
      known = stands;
    }
    const due = Math.ceil((days * 24 * hour) / (hour - advisoryMs));
    expect(renewed).toEqual([due, due]);
    expect([idp.refreshes().length, idp.reuses()]).toEqual([2 * due, 0]);
  } finally {
    await auth.close();
    await idp.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
