import { parseDuration } from "../../../../commands/cli/duration.js";

describe("a length of time", () => {
  test.each([
    ["365d", 365 * 86_400_000],
    ["30", 30 * 86_400_000],
    ["12h", 12 * 3_600_000],
    ["90m", 90 * 60_000],
    ["45s", 45_000],
    ["500ms", 500],
    ["1.5h", 5_400_000],
    [" 7D ", 7 * 86_400_000],
  ])("%s", (text, ms) => {
    expect(parseDuration("--expires-in", text)).toBe(ms);
  });

  test.each(["", "0", "0d", "-3d", "d", "3 weeks", "1e3", "9999999999999999d", "3y", "∞"])("%p is refused", (text) => {
    expect(() => parseDuration("--expires-in", text)).toThrow("--expires-in is not a length of time");
  });
});
