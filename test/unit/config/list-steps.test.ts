import { listSteps } from "../../../src/config/list-steps.js";

test.each<[what: string, before: string, after: string, steps: string[]]>([
  ["others in their places", "abc", "xbz", ["set 0 x", "set 2 z"]],
  ["the first goes and another comes last", "ab", "bc", ["remove 0", "insert 1 c"]],
  ["the first moves to the end", "abc", "bca", ["remove 0", "insert 2 a"]],
  ["the last moves before all", "abc", "cab", ["remove 2", "insert 0 c"]],
  ["nothing", "ab", "ab", []],
])("a list becomes another with as few entries touched as can be: %s", (_, before, after, steps) => {
  expect(listSteps([...before], [...after]).map((step) => Object.values(step).join(" "))).toEqual(steps);
});
