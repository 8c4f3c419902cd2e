import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The sources, by path from the root. */
function sources(directory: string): [string, string][] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(directory, name))
    .map((path) => [path, readFileSync(path, "utf8")]);
}

const all = [...sources("src"), ...sources("commands")];

const mayReveal = [
  // A document is written: auth-profiles.json and .env.
  "src/auth/profile-edit.ts",
  "src/onboard/env-text.ts",
  // A credential enters a request.
  "src/auth/oauth/prepare-refresh.ts",
  "src/doctor/ask-platform.ts",
  "src/models/fetch-with.ts",
  "src/models/wire.ts",
  // … a platform's client.
  "src/chat/platforms/discord-bot.ts",
  "src/chat/platforms/telegram-bot.ts",
  // … a person's script.
  "commands/cli/models/auth/token.ts",
];

test("a secret is revealed only where it is written down or sent", () => {
  const places = all.filter(([path, text]) => text.includes(".reveal(") && path !== "src/domain/secret.ts");
  expect(places.map(([path]) => path).sort()).toEqual(mayReveal.sort());
});

test("nothing is left for later in the product itself", () => {
  const notes = all.filter(([, text]) => /\b(TODO|FIXME|XXX|not implemented)\b/i.test(text)).map(([path]) => path);
  expect(notes).toEqual([]);
});

test("the rules know no clock and no chance", () => {
  const impure = all.filter(
    ([path, text]) =>
      path.startsWith("src/domain/") && /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|performance\.now\(/.test(text),
  );
  expect(impure.map(([path]) => path)).toEqual([]);
});

test("the map of the house names only what is there", () => {
  const rooms = ["src", "commands", "build", "bench", "docs", "test", "."];
  const found = rooms.flatMap((room) =>
    readdirSync(room, { recursive: room !== ".", withFileTypes: true }).map((one) =>
      join(one.parentPath, one.isDirectory() ? `${one.name}/` : one.name),
    ),
  );
  const map = readFileSync("docs/architecture.md", "utf8");
  const named = [...map.matchAll(/`([\w./-]+(?:\.(?:ts|js|cjs|json|md)|\/))`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !found.some((path) => `/${path}`.endsWith(`/${name}`)))).toEqual([]);
});
