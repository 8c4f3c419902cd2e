import { jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["access add discord:123456789012345678", "access add telegram:42 --level admin"],
  says: "Lets somebody in, by adding a principal to access in the configuration: discord:<userId>, discord:role:<roleId>, telegram:<userId>, telegram:chat-admin, terminal or * for everybody. A running gateway obeys at once.",
  flags: { level: { value: "<level>", says: "view, chat, switch or admin; without it switch" }, ...jsonFlag },
  words: { usage: "<principal>", min: 1, max: 1 },
  run: async (call) => (await import("./edit.js")).addAccess(call),
});
