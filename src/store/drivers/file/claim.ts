import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { lstat, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as timer } from "node:timers/promises";
import { errnoOf, ModelpinError } from "../../../domain/errors.js";
import { giveTo, syncDirectory } from "../directories.js";

/** Names that begin so are ours: claims and what dead processes left of them. No key may use them. */
export const reservedPrefix = ".~";

export interface ClaimOptions {
  /** How long a claim must have been watched without a change before it counts as left by a dead process, in ms. */
  readonly staleAfterMs: number;
  /** How long to wait for others before giving up, in ms. */
  readonly patienceMs: number;
  readonly now: () => number;
}

const leftoverAfterMs = 60_000;

/**
 * Replaces `target` with `content` (or removes it: `null`) if `agrees` still says yes at that moment.
 *
 * The lock is a directory, `.~<name>.lock`, and what is to be committed lies inside it under a name that only its
 * holder knows. Taking the lock is the rename of a prepared directory to that name, which fails while another one with
 * something in it stands there; committing is the rename of the file out of it. Whoever thinks that a holder is dead
 * renames the whole lock away, and with that same step takes the holder's file from it. So a holder that was only asleep
 * (SIGSTOP, a suspended laptop) finds nothing to commit when it wakes, however late, and starts over: it can never write
 * over what others did meanwhile. That is why this is not a lock with a lease; see docs/decisions/file-lock.md.
 *
 * Everything slow happens before the lock is taken. Between taking and committing there is no await.
 *
 * @returns false when `agrees` said no; then nothing was changed.
 * @throws {ModelpinError} `store_busy`, or the file system's own error.
 */
export async function commit(
  target: string,
  content: Buffer | null,
  agrees: () => boolean,
  options: ClaimOptions,
): Promise<boolean> {
  const deadline = performance.now() + options.patienceMs;
  while (performance.now() < deadline) {
    const claim = await prepare(target, content);
    try {
      const taken = await take(target, claim, deadline, options);
      const outcome = taken ? settle(target, claim, content, agrees) : "overtaken";
      if (outcome === "refused") return false;
      if (outcome === "done") {
        await syncDirectory(dirname(target));
        // It is written; what others left is tried again by the next write, and the doctor names it.
        await sweep(target, options.now()).catch(() => undefined);
        return true;
      }
    } finally {
      await rm(claim.path, { recursive: true, force: true });
    }
  }
  throw new ModelpinError("store_busy", `${target} is being written by others without a pause.`, {
    hint: `If no modelpin is running, remove ${lockOf(target)} and try again.`,
  });
}

interface Claim {
  readonly token: string;
  /** The prepared directory, until it is renamed to the lock. */
  readonly path: string;
}

function lockOf(target: string): string {
  return join(dirname(target), `${reservedPrefix}${basename(target)}.lock`);
}

async function prepare(target: string, content: Buffer | null): Promise<Claim> {
  const token = randomBytes(9).toString("hex");
  const path = join(dirname(target), `${reservedPrefix}${basename(target)}.${token}`);
  const inside = join(path, token);
  try {
    await mkdir(path, { mode: 0o700 });
    const owner = await stat(target).catch(() => stat(dirname(target)));
    if (content === null) await mkdir(inside, { mode: 0o700 });
    else {
      const file = await open(inside, "wx", 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await giveTo(owner, inside);
    }
    await giveTo(owner, path);
    return { token, path };
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** Waits until the lock is ours. False when patience ran out, or when somebody swept our claim away. */
async function take(target: string, claim: Claim, deadline: number, options: ClaimOptions): Promise<boolean> {
  const lock = lockOf(target);
  let watched: { token: string | undefined; since: number } | undefined;
  while (true) {
    try {
      renameSync(claim.path, lock);
      return true;
    } catch (error) {
      if (errnoOf(error) === "ENOENT" && !existsSync(claim.path)) return false;
      if (!isHeld(error)) throw error;
    }
    const at = performance.now();
    if (at > deadline) return false;
    const token = holderOf(lock);
    if (watched === undefined || watched.token !== token) watched = { token, since: at };
    else if (at - watched.since >= options.staleAfterMs) {
      removeAside(lock);
      watched = undefined;
    }
    await timer(1 + Math.random() * 8);
  }
}

function holderOf(lock: string): string | undefined {
  try {
    return readdirSync(lock)[0];
  } catch (error) {
    // Another user's cannot be looked into; whoever it is, the lock can still be taken from them.
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "EACCES") return undefined;
    throw error;
  }
}

/** Even if this catches a living claim by mistake nothing is lost: its holder's commit fails and it starts over. */
function removeAside(lock: string): void {
  const aside = `${lock.slice(0, -"lock".length)}${randomBytes(9).toString("hex")}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // It is out of the way; the next sweep or the doctor has it.
  }
}

/** With the lock in hand: compare and commit, in one go. Every path leads through our token, so only our lock is touched. */
function settle(
  target: string,
  claim: Claim,
  content: Buffer | null,
  agrees: () => boolean,
): "done" | "refused" | "overtaken" {
  const lock = lockOf(target);
  const inside = join(lock, claim.token);
  try {
    if (!agrees()) return "refused";
    if (content === null) renameSync(target, join(inside, "gone"));
    else renameSync(inside, target);
    return "done";
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    // Removing what is not there is done, provided that the lock is still ours.
    return content === null && existsSync(inside) ? "done" : "overtaken";
  } finally {
    rmSync(inside, { recursive: true, force: true });
    release(lock);
  }
}

/** An empty lock is a free one, so it does not matter whose it is by now. */
function release(lock: string): void {
  try {
    rmdirSync(lock);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" && !isHeld(error)) throw error;
  }
}

function isHeld(error: unknown): boolean {
  const code = errnoOf(error);
  return code === "ENOTEMPTY" || code === "EEXIST";
}

/** Removes what processes that died while writing `target` left beside it; it may hold secrets. */
async function sweep(target: string, now: number): Promise<void> {
  const directory = dirname(target);
  const lock = basename(lockOf(target));
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${reservedPrefix}${basename(target)}.`) || name === lock) continue;
    const path = join(directory, name);
    const left = await lstat(path).catch(() => undefined);
    // A claim that is only slow finds itself swept and starts over.
    if (left !== undefined && now - left.mtimeMs > leftoverAfterMs) await rm(path, { recursive: true, force: true });
  }
}
