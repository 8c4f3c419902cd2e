import { jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["access remove discord:123456789012345678", "access remove telegram:42 --level admin"],
  says: "Takes a principal out of access in the configuration: out of every level, unless --level names one.",
  flags: { level: { value: "<level>", says: "only this level: view, chat, switch or admin" }, ...jsonFlag },
  words: { usage: "<principal>", min: 1, max: 1 },
  run: async (call) => (await import("./edit.js")).removeAccess(call),
});
