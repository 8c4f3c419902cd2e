import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client, Configuration, Provider } from "oidc-provider";
import { createFaults, type Faults } from "./faults.js";

/** One request to the token endpoint, as the provider judged it. */
export interface TokenRequest {
  /** ms since the epoch. */
  readonly at: number;
  readonly grant: string;
  /** `granted`, or the provider's error: `invalid_grant: refresh token already used`. */
  readonly outcome: string;
}

export interface IdentityProviderOptions {
  readonly accessTokenSeconds?: number;
  /** Who logs in next, by the e-mail's first part. */
  readonly person?: string;
}

/**
 * A certified OpenID provider on loopback: PKCE required, refresh tokens rotate, and one that is used twice revokes the
 * whole chain. Logs people in without asking them anything.
 */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Who the next login belongs to. */
  person: string;
  readonly faults: Faults;
  /** What reached the provider itself; what a fault answered in its place is not here. */
  readonly requests: readonly TokenRequest[];
  /** How often a spent refresh token came again. */
  reuses(): number;
  refreshes(): readonly TokenRequest[];
  /** A login without a browser: what the token endpoint would have given. */
  issue(person: string): Promise<{ access: string; refresh: string; expires: number }>;
  /** What the provider knows of an access token: whether it would be accepted now. */
  accepts(accessToken: string): Promise<boolean>;
  /** Ends a login from the provider's side. */
  revoke(refreshToken: string): Promise<void>;
  /** Somebody typed the device's code and agreed, or did not. */
  approveDevice(userCode: string): Promise<void>;
  close(): Promise<void>;
}

const clientId = "modelpin-test";
const scope = "openid email profile offline_access";

export async function startIdentityProvider(options: IdentityProviderOptions = {}): Promise<IdentityProvider> {
  const requests: TokenRequest[] = [];
  const faults = createFaults();
  const state = { person: options.person ?? "me" };
  const lifetime = options.accessTokenSeconds ?? 3600;

  let callback: (req: IncomingMessage, res: ServerResponse) => void = (_, res) => res.end();
  const server = createServer((req, res) => void faults.serve(req, res, callback));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider = await quietly(async () => {
    const library = await import("oidc-provider");
    return new library.Provider(issuer, configurationOf(lifetime));
  });
  provider.use(async (ctx, next) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1];
    if (uid !== undefined) {
      ctx.redirect(await agree(provider, ctx.req, ctx.res, state.person));
      return;
    }
    await next();
    if (ctx.path !== "/token" || ctx.method !== "POST") return;
    const body = (ctx.body ?? {}) as { error?: string; error_description?: string };
    const detail = details.get(ctx) ?? body.error_description;
    requests.push({
      at: Date.now(),
      grant: String(ctx.oidc?.params?.grant_type ?? ""),
      outcome: body.error === undefined ? "granted" : `${body.error}: ${detail}`,
    });
  });
  const details = new WeakMap<object, string>();
  provider.on("grant.error", (ctx, error: Error & { error_detail?: string }) => {
    details.set(ctx, error.error_detail ?? error.message);
  });
  callback = provider.callback();

  async function clientOf(): Promise<Client> {
    const client = await provider.Client.find(clientId);
    if (!client) throw new Error("no client");
    return client;
  }
  async function grantFor(accountId: string): Promise<string> {
    const grant = new provider.Grant({ accountId, clientId });
    grant.addOIDCScope(scope);
    return grant.save();
  }

  return {
    issuer,
    clientId,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    faults,
    requests,
    reuses: () => requests.filter(({ outcome }) => outcome.includes("already used")).length,
    refreshes: () => requests.filter(({ grant }) => grant === "refresh_token"),
    async issue(person) {
      const common = { accountId: person, client: await clientOf(), grantId: await grantFor(person), scope };
      const login = { ...common, gty: "authorization_code" };
      const access = await new provider.AccessToken(login).save();
      const refresh = await new provider.RefreshToken({
        ...login,
        authTime: Math.floor(Date.now() / 1000),
      } as never).save();
      return { access, refresh, expires: Date.now() + lifetime * 1000 };
    },
    accepts: async (token) => (await provider.AccessToken.find(token)) !== undefined,
    async revoke(refreshToken) {
      const found = await provider.RefreshToken.find(refreshToken);
      await found?.destroy();
      if (found?.grantId !== undefined) await provider.RefreshToken.revokeByGrantId(found.grantId);
    },
    async approveDevice(userCode) {
      const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll("-", ""), { ignoreExpiration: true });
      if (!code) throw new Error(`no device asked with ${userCode}`);
      const accountId = state.person;
      Object.assign(code, {
        accountId,
        grantId: await grantFor(accountId),
        scope,
        authTime: Math.floor(Date.now() / 1000),
      });
      await code.save();
    },
    async close() {
      faults.release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configurationOf(lifetime: number): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        application_type: "native",
        token_endpoint_auth_method: "none",
        redirect_uris: ["http://127.0.0.1/callback", "http://localhost/auth/callback"],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      },
    ],
    cookies: { keys: ["loopback"] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], email: ["email"], profile: ["name"] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@example.com`, name: sub }),
    }),
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, mask: "****-****" },
      revocation: { enabled: true },
      introspection: { enabled: false },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: lifetime,
      RefreshToken: 30 * 86_400,
      AuthorizationCode: 60,
      DeviceCode: 600,
      IdToken: 3600,
      Grant: 30 * 86_400,
      Interaction: 600,
      Session: 86_400,
    },
  };
}

/** Logs in and agrees to everything; gives where the browser goes next. */
async function agree(
  provider: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  accountId: string,
): Promise<string> {
  const { prompt, grantId } = await provider.interactionDetails(req, res);
  if (prompt.name === "login") return provider.interactionResult(req, res, { login: { accountId } });
  const grant =
    (grantId ? await provider.Grant.find(grantId) : undefined) ?? new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return provider.interactionResult(
    req,
    res,
    { consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: true },
  );
}

/** The provider says on every start that its store and keys are for development; here they are. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { info, warn } = console;
  Object.assign(console, { info: () => undefined, warn: () => undefined });
  try {
    return await make();
  } finally {
    Object.assign(console, { info, warn });
  }
}
