import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small disk of our own, where one can be had: that takes the right to mount. */
export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

export function mountSmallDisk(): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), "modelpin-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    remove() {
      execFileSync("umount", [path]);
      rmSync(path, { recursive: true });
    },
  };
}

/** Takes every byte that is left; what it gives makes room again. */
export function fillDisk(directory: string): () => void {
  const file = join(directory, "..", "filler");
  const handle = openSync(file, "w");
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
    try {
      while (true) writeSync(handle, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
  closeSync(handle);
  return () => rmSync(file);
}
