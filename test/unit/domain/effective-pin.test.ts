import { effectivePin } from "../../../src/domain/effective-pin.js";
import type { PinRecord, SessionPin } from "../../../src/domain/pin.js";

const aPin = (model: string): SessionPin => ({ model, strict: true, by: "terminal", at: 1 });
const record = (session: string, fields: Partial<PinRecord>): { session: string; record: PinRecord } => ({
  session,
  record: { session, agentId: "main", ...fields },
});
const nothing = { session: "discord:1", record: undefined };

test.each([
  ["nothing anywhere", nothing, undefined, undefined, undefined],
  ["its own", record("discord:1", { pin: aPin("own") }), undefined, "pin own", "pin own"],
  [
    "its own before the channel's",
    record("discord:1", { pin: aPin("own") }),
    record("discord:2", { pin: aPin("theirs") }),
    "pin own",
    "pin own",
  ],
  ["the channel's", nothing, record("discord:2", { pin: aPin("theirs") }), "inherited theirs", "inherited theirs"],
  [
    "its layer over its own",
    record("discord:1", { pin: aPin("own"), once: aPin("layer") }),
    undefined,
    "once layer",
    "pin own",
  ],
  [
    "its layer over the channel's",
    record("discord:1", { once: aPin("layer") }),
    record("discord:2", { pin: aPin("theirs") }),
    "once layer",
    "inherited theirs",
  ],
  ["never the channel's layer", nothing, record("discord:2", { once: aPin("layer") }), undefined, undefined],
  [
    "the channel's pin beneath the channel's layer",
    nothing,
    record("discord:2", { once: aPin("layer"), pin: aPin("theirs") }),
    "inherited theirs",
    "inherited theirs",
  ],
] as const)("in force is %s", (_, own, parent, withLayer, without) => {
  const told = (withOnce: boolean): string | undefined => {
    const found = effectivePin(own, parent, { withOnce });
    return found && `${found.layer} ${found.pin.model}`;
  };
  expect([told(true), told(false)]).toEqual([withLayer, without]);
});

test("an empty pin shadows the channel's, which is how @auto works in a thread", () => {
  const empty: SessionPin = { strict: true, by: "terminal", at: 1 };
  const found = effectivePin(record("discord:1", { pin: empty }), record("discord:2", { pin: aPin("theirs") }), {
    withOnce: true,
  });
  expect(found).toEqual({ pin: empty, layer: "pin", session: "discord:1" });
});
