import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { loadOAuthLibrary, openOAuthClient } from "../../../../src/auth/oauth/client.js";
import { oauthProviderOf } from "../../../../src/auth/oauth/provider.js";

const piece = Buffer.alloc(256 * 1024, " ");
const all = 256;
let server: Server;
let sent: number;
let over: Promise<void>;
beforeEach(async () => {
  sent = 0;
  over = new Promise((resolve) => {
    server = createServer((_, response) => {
      response.once("close", resolve);
      response.writeHead(200, { "content-type": "application/json" });
      const go = (): void => {
        while (!response.destroyed && sent < all) {
          sent++;
          if (!response.write(piece)) return void response.once("drain", go);
        }
        response.end();
      };
      go();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("of a token endpoint's answer that does not end no more is read than a token can be long", async () => {
  const tokenEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const oauth = { clientId: "modelpin", tokenEndpoint };
  const provider = oauthProviderOf({ models: { providers: { acme: { oauth } } } }, "acme");
  const client = await openOAuthClient(provider, Date.now);
  const library = await loadOAuthLibrary();
  const outcome = await client.exchange((config) => library.refreshTokenGrant(config, "r-1"));
  expect(outcome).toMatchObject({ kind: "failed" });
  await over;
  expect(sent).toBeLessThan(all / 2);
});
