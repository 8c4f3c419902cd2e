import { readFileSync } from "node:fs";
import { createDispatcher } from "../../../src/chat/dispatch.js";
import { phrasesIn } from "../../../src/chat/phrases/all.js";
import { phraseOfCode } from "../../../src/chat/phrases.js";
import { plainText, renderReply } from "../../../src/chat/render.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { kindOfCode } from "../../../src/domain/failure.js";
import { type Language, languages } from "../../../src/domain/language.js";
import type { Reply } from "../../../src/domain/reply.js";
import { thrownCodes } from "./thrown-codes.js";

const { codes, unread } = thrownCodes("src");
const documented = readFileSync("docs/errors.md", "utf8").split("These never reach a chat.");
const rows = documented.map((text) => [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, code = ""]) => code));
const inWords = [...phraseOfCode.keys(), ...kindOfCode.keys()];

test("every code has words of its own in a chat, or is the operator's and documented; none of both is stale", () => {
  // These two say themselves by their data; that one hands on what another process said.
  const bySource = ["src/domain/refusal.ts", "src/domain/setback.ts", "src/gateway/ask-gateway.ts"];
  expect([...new Set(unread.map((place) => place.split(":")[0]))].sort()).toEqual(bySource.sort());
  expect([...inWords, ...rows.flat()].sort()).toEqual([...codes].sort());
});

const told: unknown[][] = [];
const read = (reply: Reply): string => renderReply(reply, plainText, { limit: 4096, now: 0 });
const dispatcherIn = (language: Language) =>
  createDispatcher({
    gatekeeper: { may: () => true, language: () => language },
    commands: [],
    log: { warn: (...entry) => told.push(entry) },
    now: () => 0,
  });

test.each(languages)(
  "in %s an error of the machine is one sentence; its own words are for the operator and the log",
  (language) => {
    const { failed } = dispatcherIn(language);
    const general = [...(rows[0] ?? [])];
    for (const code of [...general, ...phraseOfCode.keys()]) {
      const error = new ModelpinError(code, "/home/ann/.modelpin", { hint: "ls host.example" });
      const phrase = phraseOfCode.get(code);
      const said = read(failed(error));
      if (phrase) expect(said).toBe(phrasesIn(language)[phrase]);
      else expect(said).toMatch(new RegExp(`${code}.*modelpin doctor$`));
      expect(said).not.toMatch(/home|example|\n/);
      expect(told.pop()).toEqual([expect.stringContaining(code), error]);
      expect(read(failed(error, undefined, true))).toBe(`${said}\n/home/ann/.modelpin\nls host.example`);
      expect(told).toEqual([]);
    }
  },
);

test("no two languages say it alike", () => {
  const said = languages.map((language) =>
    read(dispatcherIn(language).failed(new ModelpinError("store_replaced", ""))),
  );
  expect(new Set(said).size).toBe(languages.length);
});
