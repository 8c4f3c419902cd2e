import type { IncomingMessage, ServerResponse } from "node:http";

/** What goes wrong with the next request to the token endpoint. */
export type Fault =
  /** Nobody answers, until {@link Faults.release}. */
  | { readonly kind: "hang" }
  /** The provider answers, and only `release` lets the answer out. */
  | { readonly kind: "late" }
  /** A server in between answers; the provider never hears of it. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly type?: string;
      readonly body?: string;
      readonly location?: string;
    }
  /** The connection breaks before the provider hears of it. */
  | { readonly kind: "cut" }
  /** The provider has done what it was asked, and the connection breaks before the answer. */
  | { readonly kind: "lost" }
  /** The provider's answer, under another content type. */
  | { readonly kind: "mislabelled"; readonly type: string };

export interface Faults {
  /** For the next requests to the token endpoint, one after the other. */
  next(...faults: readonly Fault[]): void;
  /** How many requests came to the token endpoint, whoever answered. */
  readonly arrived: number;
  /** When so many have come. */
  reached(count: number): Promise<void>;
  /** Lets go of whatever hangs or is late. */
  release(): void;
  serve(
    req: IncomingMessage,
    res: ServerResponse,
    provider: (req: IncomingMessage, res: ServerResponse) => void,
  ): Promise<void>;
}

export function createFaults(): Faults {
  const queue: Fault[] = [];
  const waiting: (() => void)[] = [];
  const watchers = new Set<() => void>();
  let arrived = 0;
  const held = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  return {
    next: (...faults) => void queue.push(...faults),
    get arrived() {
      return arrived;
    },
    async reached(count) {
      while (arrived < count) {
        await new Promise<void>((resolve) => watchers.add(resolve));
      }
    },
    release() {
      for (const go of waiting.splice(0)) go();
    },
    async serve(req, res, provider) {
      if (req.method !== "POST" || !req.url?.startsWith("/token")) return provider(req, res);
      arrived++;
      for (const seen of watchers) seen();
      watchers.clear();
      const fault = queue.shift();
      switch (fault?.kind) {
        case undefined:
          return provider(req, res);
        case "hang":
          await held();
          req.socket.destroy();
          return;
        case "answer":
          req.resume();
          res.writeHead(fault.status, {
            "content-type": fault.type ?? "application/json",
            ...(fault.location === undefined ? {} : { location: fault.location }),
          });
          res.end(fault.body ?? "");
          return;
        case "cut":
          req.socket.destroy();
          return;
        case "late":
          return provider(req, keptBack(res, held()));
        case "lost":
          return provider(req, cutOff(req, res));
        case "mislabelled":
          res.setHeader = ((name: string, value: string) =>
            Object.getPrototypeOf(res).setHeader.call(
              res,
              name,
              name.toLowerCase() === "content-type" ? fault.type : value,
            )) as typeof res.setHeader;
          return provider(req, res);
      }
    },
  };
}

function keptBack(res: ServerResponse, until: Promise<void>): ServerResponse {
  const end = res.end.bind(res);
  res.end = ((...args: Parameters<typeof end>) => {
    void until.then(() => end(...args));
    return res;
  }) as typeof res.end;
  return res;
}

function cutOff(req: IncomingMessage, res: ServerResponse): ServerResponse {
  res.end = (() => {
    req.socket.destroy();
    return res;
  }) as typeof res.end;
  return res;
}
