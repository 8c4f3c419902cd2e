import type { CandidateStatus } from "../../../src/auth/status/status.js";
import { plainText, renderReply } from "../../../src/chat/render.js";
import type { ProfileId } from "../../../src/domain/ids.js";
import { languages } from "../../../src/domain/language.js";
import { consentQuestion } from "../../../src/views/consent.js";
import { wordsIn } from "../../../src/views/words/all.js";

const now = Date.UTC(2026, 10, 22, 8);
const model = { ref: "anthropic/claude-haiku-4-5", inCatalog: true } as const;
const named = (id: string) => ({ kind: "named", id: id as ProfileId }) as const;
const flat: CandidateStatus = {
  profile: named("anthropic:plan"),
  model: model.ref,
  type: "token",
  billing: "flat",
  state: "cooldown",
  reason: "model_not_found",
} as CandidateStatus;
const candidate = {
  ...flat,
  profile: named("anthropic:work"),
  billing: "metered",
  state: "needs_consent",
} as CandidateStatus;

test.each(languages)("in %s who is asked to pay reads why the flat account is out, not only that it is", (language) => {
  const words = wordsIn(language);
  const asked = { model, candidate, flat, back: now + 600_000, profileId: "anthropic:work", seenByCallerAlone: true };
  const said = renderReply(consentQuestion(asked, { words }), plainText, { limit: 2000, now });
  expect(said).toContain(words.why.reason("model_not_found"));
  const unknown = consentQuestion(
    { ...asked, flat: { ...flat, state: "expired", reason: undefined } as CandidateStatus },
    { words },
  );
  expect(renderReply(unknown, plainText, { limit: 2000, now })).not.toMatch(/undefined| · \(/);
});

test.each(languages)("in %s nobody reads that an account is ready which has just failed", (language) => {
  const words = wordsIn(language);
  const failed = { ...flat, state: "ready", reason: "auth" } as CandidateStatus;
  const asked = { model, candidate, flat: failed, profileId: "anthropic:work", seenByCallerAlone: true };
  const said = renderReply(consentQuestion(asked, { words }), plainText, { limit: 2000, now });
  expect(said).toContain(`${words.consent.out} · ${words.why.reason("auth")}`);
});
