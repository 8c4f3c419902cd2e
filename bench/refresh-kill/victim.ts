import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { openModelAuth } from "../../src/auth/open.js";
import { isModelpinError } from "../../src/domain/errors.js";
import { createLmdbStore } from "../../src/store/drivers/lmdb.js";
import type { Store } from "../../src/store/store.js";
import type { Step } from "./steps.js";

/**
 * A process that refreshes a login, and at one step says so and stands still until it is told to go on. Nothing of the
 * product is changed for it: the steps are seen at the store, at `fetch` and at the file system.
 */
export async function refreshAsVictim(stateDir: string, step: Step): Promise<void> {
  const reach = createReach(step);
  watchFiles(reach);
  watchFetch(reach);
  const notices: string[] = [];
  const auth = await openModelAuth({
    stateDir,
    env: { HOME: stateDir },
    store: watchLock(createLmdbStore(join(stateDir, "lmdb")), reach),
    onWarning: (error) => isModelpinError(error, "needs_login") && notices.push(error.code),
  });
  let end: string;
  try {
    const { credential } = await auth.session("terminal:victim").resolve();
    end = credential.secret.fingerprint;
  } catch (error) {
    end = isModelpinError(error) ? error.code : String(error);
  }
  await auth.close();
  process.stdout.write(`end ${end} ${notices.length}\n`, () => process.exit(0));
}

/** Once only, and without a turn of the event loop: whatever else the process does stands still as well. */
function createReach(wanted: Step): (step: Step) => void {
  let wasThere = false;
  return (step) => {
    if (step !== wanted || wasThere) return;
    wasThere = true;
    fs.writeSync(1, `at ${step}\n`);
    if (step !== "request_sent") fs.readSync(0, Buffer.alloc(1));
  };
}

function watchLock(store: Store, reach: (step: Step) => void): Store {
  return {
    ...store,
    async write(key, ...rest) {
      if (!key.startsWith("refresh/")) return store.write(key, ...rest);
      reach("before_lock");
      const entry = await store.write(key, ...rest);
      reach("after_lock");
      return entry;
    },
  };
}

let isAnswered = false;

function watchFetch(reach: (step: Step) => void): void {
  const real = globalThis.fetch;
  globalThis.fetch = async (url, options) => {
    if (!String(url).endsWith("/token")) return real(url, options);
    const asked = real(url, options);
    reach("request_sent");
    const response = await asked;
    const text = await response.text();
    isAnswered = true;
    reach("answered");
    return new Response(text, { status: response.status, headers: response.headers });
  };
}

function watchFiles(reach: (step: Step) => void): void {
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (String(to).endsWith("/auth-profiles.json")) reach("after_rename");
  };
  const { open } = fs.promises;
  fs.promises.open = async (...args) => {
    const file = await open(...args);
    const sync = file.sync.bind(file);
    file.sync = () => {
      if (isAnswered && String(args[0]).includes("auth-profiles.json")) reach("before_fsync");
      return sync();
    };
    return file;
  };
  syncBuiltinESMExports();
}
