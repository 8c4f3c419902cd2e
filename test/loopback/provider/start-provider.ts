import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Account, createAccount } from "./account.js";
import { anthropicFormat } from "./anthropic.js";
import type { Behaviour } from "./behaviour.js";
import { type Body, type Format, isRefusal, type Presented, type Refusal } from "./format.js";
import { completionsFormat, responsesFormat } from "./openai.js";
import { play, refuseWith } from "./play.js";

const formats: readonly Format[] = [anthropicFormat, completionsFormat, responsesFormat];

/** One request as it arrived, refused ones included. */
export interface RecordedRequest {
  readonly path: string;
  /** The credential it presented and the header it stood in; absent when it had none that counts. */
  readonly credential?: string;
  readonly header?: Presented["header"];
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** When it arrived, ms since the epoch. */
  readonly at: number;
  /** The status of a refusal that the provider itself decided (malformed, unknown credential or model). */
  readonly refused?: number;
  /** Settles when the exchange is over, whoever ended it. */
  readonly over: Promise<"answered" | "client-left">;
}

export interface ProviderOptions {
  /** Models that exist; absent: every name does. */
  readonly models?: readonly string[];
  /** Accounts that exist from the start, by credential; others are added with {@link LoopbackProvider.account}. */
  readonly accounts?: Readonly<Record<string, Behaviour>>;
  /** 0: any free port. */
  readonly port?: number;
}

/**
 * A model provider on the loopback that is as strict as the real ones, speaks Anthropic's messages and OpenAI's chat
 * completions and responses over real HTTP, and remembers who paid for what.
 */
export interface LoopbackProvider {
  /** `http://127.0.0.1:<port>`, for Anthropic's `baseUrl` without `/v1`. */
  readonly origin: string;
  /** `<origin>/v1`. */
  readonly baseUrl: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** The account behind a credential; made on first mention. A credential that nobody mentioned gets a 401. */
  account(credential: string): Account;
  /** Settles with request number `index` (from 0), at once if it came already. */
  request(index: number): Promise<RecordedRequest>;
  /** Forgets the requests, keeps the accounts. */
  forget(): void;
  close(): Promise<void>;
}

export async function startProvider(options: ProviderOptions = {}): Promise<LoopbackProvider> {
  const accounts = new Map(Object.entries(options.accounts ?? {}).map(([key, usual]) => [key, createAccount(usual)]));
  const requests: RecordedRequest[] = [];
  const waiting: { readonly index: number; readonly resolve: (request: RecordedRequest) => void }[] = [];

  const record = (request: RecordedRequest): void => {
    requests.push(request);
    for (const each of waiting) if (each.index === requests.length - 1) each.resolve(request);
  };

  const server = createServer((incoming, response) => {
    receive(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const over = new Promise<"answered" | "client-left">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "answered" : "client-left"));
    });
    const path = incoming.url ?? "";
    const body = parseBody(await readAll(incoming));
    const format = formats.find((each) => each.path === path);
    const judged = judge(format, incoming, body);
    record({
      path,
      headers: incoming.headers,
      body: body ?? {},
      at,
      over,
      ...(judged.presented ?? {}),
      ...(judged.refusal === undefined ? {} : { refused: judged.refusal.status }),
    });
    if (judged.refusal !== undefined) return refuseWith(response, judged.refusal.status, judged.refusal.body);
    await play(judged.account.take(), judged.format, String(body?.model), response);
  }

  type Verdict =
    | { readonly refusal: Refusal; readonly presented?: Presented }
    | {
        readonly refusal?: undefined;
        readonly presented: Presented;
        readonly account: Account;
        readonly format: Format;
      };

  /** In the order of the real ones: route, method, credential, body, model. */
  function judge(format: Format | undefined, incoming: IncomingMessage, body: Body | undefined): Verdict {
    const plain = (status: number, message: string) => ({ refusal: { status, body: { error: { message } } } });
    if (format === undefined) return plain(404, `Unknown request URL: ${incoming.url}`);
    if (incoming.method !== "POST") return plain(405, "Method not allowed");
    const presented = format.present(incoming.headers);
    if (isRefusal(presented)) return { refusal: presented };
    const account = accounts.get(presented.credential);
    if (account === undefined) return { refusal: format.unknownCredential(presented.credential), presented };
    if (!/^application\/json\b/.test(incoming.headers["content-type"] ?? "") || body === undefined) {
      return { ...plain(400, "The body is not JSON."), presented };
    }
    const malformed = format.checkBody(body);
    if (malformed !== undefined) return { refusal: malformed, presented };
    if (typeof body.model !== "string" || options.models?.includes(body.model) === false) {
      return { refusal: format.unknownModel(String(body.model)), presented };
    }
    return { presented, account, format };
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    account(credential) {
      const known = accounts.get(credential) ?? createAccount();
      accounts.set(credential, known);
      return known;
    },
    request(index) {
      const known = requests[index];
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => waiting.push({ index, resolve }));
    },
    forget() {
      requests.length = 0;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Body) : undefined;
  } catch {
    return undefined;
  }
}
