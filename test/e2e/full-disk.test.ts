import { KillHouse } from "../fixtures/kill/round.js";
import { writingVerbs } from "../fixtures/kill/verbs.js";
import { fillDisk, mountSmallDisk } from "../fixtures/small-disk.js";

const disk = mountSmallDisk();
if (!disk) {
  test("was not tried", () => console.warn("verbs on a full and on a read-only disk: this user may not mount one"));
} else {
  let house: KillHouse;
  beforeAll(async () => {
    house = await KillHouse.build(disk.path);
  });
  afterAll(() => disk.remove());

  const full = { why: "no space left on the device (ENOSPC)", next: "Free some space and try again" };
  const readOnly = { why: "the file system is read-only (EROFS)", next: "findmnt --target" };

  test.each(writingVerbs)(
    "on a disk that takes no writes $line says so and changes nothing; then it works",
    async (verb) => {
      house.reset();
      const before = await house.facts();
      const free = fillDisk(house.state);
      const seen = [await house.run(verb)];
      free();
      disk.remount("ro");
      seen.push(await house.run(verb));
      disk.remount("rw");
      for (const [index, { why, next }] of [full, readOnly].entries()) {
        expect(seen[index]).toMatchObject({ code: 1, said: expect.stringContaining(why) });
        expect(seen[index]?.said).toContain(next);
        expect(seen[index]?.said).not.toMatch(/canary|RangeError|should not/);
      }
      expect(await house.facts()).toEqual(before);
      expect(await house.run(verb)).toMatchObject({ code: 0 });
    },
  );
}
