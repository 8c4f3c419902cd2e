import type { ModelAuth } from "../auth/model-auth.js";
import type { PlatformLog } from "../chat/platform.js";
import { pathText } from "../config/shown.js";
import { groupOf } from "../domain/group-upgrade.js";
import type { SessionKey } from "../domain/ids.js";
import type { HistoryStore } from "../models/history-store.js";

export interface GroupMovedOptions {
  readonly auth: Pick<ModelAuth, "config" | "pins" | "sources">;
  readonly histories: Pick<HistoryStore, "move">;
  readonly log: Pick<PlatformLog, "info">;
}

/**
 * What is done, beside what the resolver does, when a Telegram group goes on under another id: what was said there
 * follows, and the operator reads, once, what the configuration still calls by the old id.
 */
export function groupMoved({ auth, histories, log }: GroupMovedOptions): (from: SessionKey, to: SessionKey) => void {
  return (from, to) => {
    histories.move(from, to);
    if (auth.pins.keyOf(from) === to) return;
    log.info(`${from} became a supergroup and is ${to} now; what was chosen and said there follows.`);
    const id = to.slice("telegram:".length);
    for (const [index, { match }] of (auth.config().config.bindings ?? []).entries()) {
      if (groupOf({ match }) !== from) continue;
      const place = pathText(["bindings", index, "match", "peer", "id"]);
      log.info(
        `${place} names the old id and goes on applying. In ${auth.sources.location.configFile} write "${id}" there.`,
      );
    }
  };
}
