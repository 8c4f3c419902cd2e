import { startBin } from "../../../e2e/process.js";
import { openStage } from "./stage.js";

const writers = 6;

test("what several processes change in the configuration at once is all there, with the comments", async () => {
  const models = Array.from({ length: writers }, (_, index) => `        "echo/m${index}": {}, // model ${index}`);
  const stage = openStage({
    config: `{\n  // everybody\n  "agents": {\n    "defaults": {\n      "model": { "primary": "echo/m0", "fallbacks": [] },\n      "models": {\n${models.join("\n")}\n      },\n    },\n  },\n}\n`,
  });
  const env = { HOME: stage.dir, MODELPIN_STATE_DIR: stage.dir, PATH: process.env.PATH };
  const lines = Array.from({ length: writers }, (_, index) => [
    ["models", "aliases", "add", `a${index}`, `echo/m${index}`],
    ["models", "fallbacks", "add", `echo/f${index}`],
  ]).flat();
  const ends = await Promise.all(lines.map((argv) => startBin(argv, { cwd: stage.dir, env }).ended));
  expect(ends.map(({ code }) => code)).toEqual(lines.map(() => 0));

  const text = stage.read(stage.configFile);
  for (let index = 0; index < writers; index++) expect(text).toContain(`// model ${index}`);
  expect(text).toContain("// everybody");
  const { aliases } = (await stage.run("models aliases list --json")).json as { aliases: object };
  expect(aliases).toEqual(Object.fromEntries(models.map((_, index) => [`a${index}`, `echo/m${index}`])));
  const { fallbacks } = (await stage.run("models fallbacks list --json")).json as { fallbacks: string[] };
  expect(fallbacks.toSorted()).toEqual(models.map((_, index) => `echo/f${index}`));
  stage.remove();
});
