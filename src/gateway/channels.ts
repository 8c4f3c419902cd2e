import { isDeepStrictEqual } from "node:util";
import type { ModelAuth } from "../auth/model-auth.js";
import type { Connection, PlatformLog } from "../chat/platform.js";
import { parseSecretRef, resolveSecretRef } from "../config/secret-ref.js";
import { isModelpinError } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";
import { type ChannelConnection, keepConnecting } from "./keep-connecting.js";

/** A channel as the configuration wants it. */
export interface ChannelWish {
  /** The reference to its token, as it stands in the configuration. */
  readonly token: unknown;
  /** Where that stands. */
  readonly key: string;
  /** All else that it is connected with; another value is another connection. */
  readonly options: object;
  connect(token: Secret, signal: AbortSignal): Promise<Connection>;
}

export interface ChannelsOptions {
  readonly auth: Pick<ModelAuth, "config" | "sources">;
  readonly log: PlatformLog;
  /** What is wanted now, by name; nothing for a channel that is switched off. */
  readonly wishes: () => Readonly<Record<string, ChannelWish | undefined>>;
}

/** The channels that log in with a token. */
export interface Channels {
  /** Connects what is wanted, anew where token or options are others than before, and ends what is not. */
  follow(): Promise<void>;
  /** The names of those that are up: `telegram @mybot`. */
  readonly up: readonly string[];
  /** The names of those whose platform cannot be reached just now. */
  readonly awaited: readonly string[];
  /** Those that hear nothing, and why. */
  readonly troubles: readonly ChannelTrouble[];
  close(): Promise<void>;
}

/** A channel that does not come back by itself, or is not well just now. */
export interface ChannelTrouble {
  readonly channel: string;
  readonly why: string;
}

interface Running {
  readonly connection: ChannelConnection;
  readonly token: Secret;
  readonly options: object;
}

export function createChannels({ auth, log, wishes }: ChannelsOptions): Channels {
  const running = new Map<string, Running>();
  const told = new Map<string, string>();
  let following: Promise<void> | undefined;
  let closed = false;
  let language = auth.config().config.language;
  const named = (state: ChannelConnection["state"]) =>
    [...running].filter(([, { connection }]) => connection.state === state);

  /** Says what is the matter with a channel, once. */
  function tell(name: string, line: string): void {
    if (told.get(name) === line) return;
    told.set(name, line);
    log.info(`${name}: ${line}`);
  }

  async function bring(name: string, wish: ChannelWish | undefined, isFirst: boolean): Promise<void> {
    const before = running.get(name);
    const found = wish && (await tokenOf(auth, wish));
    if (found && "why" in found) {
      // A file that is just being saved is no wish to be silent.
      tell(
        name,
        before
          ? `goes on with the token that it has; there is no other · ${found.why}`
          : `skipped, no token · ${found.why}`,
      );
      return;
    }
    told.delete(name);
    const isSame =
      before && found && before.token.equals(found.token) && isDeepStrictEqual(before.options, wish?.options);
    if (closed || isSame) return;
    if (before) {
      running.delete(name);
      log.info(`${name}: ${found ? "connecting anew" : "ended"}, as the configuration says now`);
      await before.connection.close();
    }
    if (!wish || !found || closed) return;
    const { token } = found;
    const connection = keepConnecting({ name, log, connect: (signal) => wish.connect(token, signal) });
    running.set(name, { connection, token, options: wish.options });
    await connection.tried;
    if (!isFirst && connection.state === "up") log.info(`Up: ${name} ${connection.account}`);
  }

  return {
    async follow() {
      const earlier = following;
      const step = async (): Promise<void> => {
        await earlier?.catch(() => undefined);
        if (closed) return;
        await Promise.all(Object.entries(wishes()).map(([name, wish]) => bring(name, wish, earlier === undefined)));
        const spoken = auth.config().config.language;
        if (closed || spoken === language) return;
        language = spoken;
        // Nothing waits for a menu.
        for (const { connection } of running.values()) void connection.introduce();
      };
      following = step();
      await following;
    },
    get up() {
      return named("up").flatMap(([name, { connection }]) =>
        connection.trouble === undefined ? [`${name} ${connection.account}`] : [],
      );
    },
    get awaited() {
      return named("connecting").map(([name]) => name);
    },
    get troubles() {
      return [...running].flatMap(
        ([
          channel,
          {
            connection: { trouble: why },
          },
        ]) => (why === undefined ? [] : [{ channel, why }]),
      );
    },
    async close() {
      closed = true;
      await Promise.allSettled([...[...running.values()].map(({ connection }) => connection.close()), following]);
    },
  };
}

/** A channel's token, or how to set it. */
async function tokenOf(
  { config, sources }: ChannelsOptions["auth"],
  { token, key }: ChannelWish,
): Promise<{ readonly token: Secret } | { readonly why: string }> {
  const { location, environment } = sources;
  try {
    const ref = parseSecretRef(token);
    if (ref.source === "env" && ref.provider === undefined && environment().get(ref.id) === undefined) {
      return { why: `set ${ref.id}, for example with the line ${ref.id}=… in ${location.stateDir}/.env` };
    }
    const { providers } = config().config.secrets ?? {};
    return { token: await resolveSecretRef(ref, { environment: environment(), providers, home: location.home }) };
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { why: `${error.message} (${key})` };
  }
}
