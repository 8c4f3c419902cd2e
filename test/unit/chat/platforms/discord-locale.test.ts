import { localesOf } from "../../../../src/chat/platforms/discord-locale.js";

const plain = { features: [], preferredLocale: "en-US" };
const community = { features: ["COMMUNITY"], preferredLocale: "ja" };

test.each([
  ["nobody said anything", undefined, undefined, {}],
  ["the writer, in a DM", "de", undefined, { locale: "de", roomLocale: "de" }],
  ["a guild that is no community says nothing", undefined, plain, {}],
  ["the writer, where the guild says nothing", "de", plain, { locale: "de", roomLocale: "de" }],
  ["a community, for whoever was not heard", undefined, community, { locale: "ja", roomLocale: "ja" }],
  ["the writer's own for them, the community's for all", "de", community, { locale: "de", roomLocale: "ja" }],
])("who says the language: %s", (_, own, guild, locales) => {
  expect(localesOf(own, guild)).toEqual(locales);
});
