import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errnoOf } from "../../domain/errors.js";
import type { OAuthRedirect } from "./provider.js";

/** A listener for the one redirect that ends a login in a browser. */
export interface CallbackListener {
  /** What the provider is told to send the browser back to. */
  readonly redirectUri: string;
  /** The address the browser came back with. Others that knock (another state, another path) are sent away. */
  readonly arrived: Promise<URL>;
  close(): void;
}

/** This machine alone: nobody else on the network may hand in a code. */
const host = "127.0.0.1";

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
  `<body style="font:1.1rem system-ui;margin:4rem auto;max-width:30rem"><h1>${title}</h1><p>${text}</p></body></html>`;

const pages = {
  done: page("Logged in", "You can close this window and go back to the terminal."),
  failed: page("Not logged in", "The terminal says why. You can close this window."),
  stranger: page("Not this login", "This address belongs to no login that is under way."),
};

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    connection: "close",
  });
  response.end(body);
}

/** Listens for the redirect; nothing when the port that the provider knows is taken or may not be used. */
export async function openCallback(redirect: OAuthRedirect, state: string): Promise<CallbackListener | undefined> {
  let arrive = (_url: URL): void => undefined;
  const arrived = new Promise<URL>((resolve) => {
    arrive = resolve;
  });
  const server = createServer((request, response) => {
    const url = URL.canParse(request.url ?? "", base) ? new URL(request.url ?? "", base) : undefined;
    if (request.method !== "GET" || url?.pathname !== redirect.path || url.searchParams.get("state") !== state) {
      return answer(response, 400, pages.stranger);
    }
    answer(response, 200, url.searchParams.has("code") ? pages.done : pages.failed);
    arrive(url);
  });
  const listening = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = ["EADDRINUSE", "EACCES"].includes(errnoOf(error) ?? "");
      if (isTaken) resolve(false);
      else reject(error);
    });
    server.listen(redirect.port ?? 0, host, () => resolve(true));
  });
  if (!listening) return undefined;
  const base = `http://${redirect.host}:${(server.address() as AddressInfo).port}`;
  return {
    redirectUri: base + redirect.path,
    arrived,
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}
