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

/** Where a document is written, and where a credential enters a request, a platform's client, a person's script. */
const mayReveal = [
  /^src\/auth\/profile-edit\.ts$/,
  /^src\/auth\/oauth\//,
  /^src\/models\/wire\.ts$/,
  /^src\/chat\/platforms\/(discord|telegram)-bot\.ts$/,
  /^src\/onboard\//,
  /^src\/doctor\/checks\/tokens[^/]*\.ts$/,
  /^commands\/cli\/models\/auth\/token\.ts$/,
];

test("a secret is revealed only where it is written down or sent", () => {
  const places = all.filter(([path, text]) => text.includes(".reveal(") && path !== "src/domain/secret.ts");
  expect(places.map(([path]) => path).filter((path) => !mayReveal.some((place) => place.test(path)))).toEqual([]);
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
