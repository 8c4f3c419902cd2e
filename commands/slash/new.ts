import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { Invocation, SlashCommand } from "../../src/chat/slash.js";
import { Refusal } from "../../src/domain/refusal.js";
import { modelSpans, pinLine, profileSpans } from "../../src/views/parts.js";
import { newDescription } from "./descriptions.js";
import { sceneOf } from "./model.js";

/**
 * `/new`: starts the conversation afresh and says what became of the pin, which stays.
 *
 * @param forget drops what was said so far; the host knows where it keeps that.
 */
export function fresh(auth: ModelAuth, forget: (invocation: Invocation) => void | Promise<void>): SlashCommand {
  return {
    name: "new",
    description: newDescription.en,
    descriptions: newDescription,
    async run(invocation) {
      const { session, viewer, reader } = sceneOf(auth, invocation);
      const { words } = reader;
      if (!auth.may(viewer.person, "chat")) throw new Refusal("may_not_chat", { principal: viewer.person.id });
      await forget(invocation);
      const { pin } = await session.status(viewer);
      const what = [
        ...(pin?.model ? [modelSpans(pin.model, words)] : []),
        ...(pin?.profile ? [profileSpans(pin.profile, words)] : []),
      ];
      const kept = what.length > 0 ? what : [[words.modelDefault]];
      const fate =
        pin === undefined
          ? words.fresh.noPin
          : pin.inheritedFrom === undefined
            ? words.fresh.pinKept(kept)
            : // Whatever is pinned around this conversation cannot be dropped here.
              [...what.flatMap((part) => [...part, " · "]), ...pinLine(pin, reader)];
      return {
        audience: "room",
        language: words.language,
        blocks: [{ kind: "text", lines: [words.fresh.started, fate] }],
      };
    },
  };
}
