import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The benchmarks check what they see; by hand they run longer. */
function bench(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/run.js", ...argv, "--json"], {
    cwd: root,
    encoding: "utf8",
  });
  if (stderr.includes("Skipped:")) console.warn(stderr.split("\n").find((line) => line.includes("Skipped:")));
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (!/^[[{]/.test(last)) throw new Error(`no result: ${stdout}\n${stderr}`);
  return { status, result: JSON.parse(last), flaws: stderr.split("\n").filter((line) => line.startsWith("round ")) };
}

test("120 holders in 12 processes that start cold share one request, and all are on the new token", () => {
  const { status, result } = bench("refresh-stampede", "120", "12", "--cold");
  expect(result).toMatchObject({ holders: 120, processes: 12, tokenRequests: 1, reuses: 0, differentTokens: 1 });
  expect(status).toBe(0);
});

test("a refresh that is struck at any step, by death, sleep or a full disk, ends as it must", () => {
  const { status, result, flaws } = bench("refresh-kill", "18");
  expect(flaws).toEqual([]);
  expect(status).toBe(0);
  expect(result.length).toBeGreaterThanOrEqual(12);
});
