import { createEnvironment } from "../../../src/config/environment.js";
import { digestsOf, otherValues, variablesSeen } from "../../../src/config/variables-seen.js";

const environment = (variables: Record<string, string>) => createEnvironment([{ source: "process", variables }]);
const digests = (variables: Record<string, string>, salt: string) =>
  digestsOf(environment(variables), variablesSeen(environment(variables)), salt);

test.each([
  ["the same value", { OPENAI_API_KEY: "sk-1" }, { OPENAI_API_KEY: " sk-1 " }, []],
  ["another value", { OPENAI_API_KEY: "sk-1" }, { OPENAI_API_KEY: "sk-2" }, ["OPENAI_API_KEY"]],
  ["several keys in one", { OPENAI_API_KEYS: "a,b" }, { OPENAI_API_KEYS: "a,c" }, ["OPENAI_API_KEYS"]],
  ["none there", {}, { OPENAI_API_KEY: "sk-1" }, []],
  ["none here", { OPENAI_API_KEY: "sk-1" }, {}, []],
])("two environments with %s", (_what, there, here, other) => {
  expect(otherValues(environment(here), digests(there, "salt")).map(({ name }) => name)).toEqual(other);
});

test("a digest tells nothing of the value, and nothing under another salt", () => {
  const [one, again, another] = ["a", "a", "b"].map((salt) => digests({ OPENAI_API_KEY: "sk-canary" }, salt));
  expect(one).toEqual(again);
  expect(JSON.stringify(one)).not.toContain("canary");
  expect(one?.digests).not.toEqual(another?.digests);
});
