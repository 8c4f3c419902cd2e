import * as z from "zod/mini";
import { apiKinds } from "../../domain/credential.js";
import { optional, providerId, required, secretRef, text, url } from "./words.js";

export function models() {
  const oauth = z.strictObject({
    issuer: optional("Its discovery document names the endpoints.", url()),
    authorizationEndpoint: optional("Where a person logs in, when there is no issuer.", url()),
    tokenEndpoint: optional("Where codes and refresh tokens are exchanged.", url()),
    deviceAuthorizationEndpoint: optional("Where a login without a browser begins.", url()),
    clientId: required("The public client that people log in to.", text()),
    scopes: optional("What is asked for.", z.array(text())),
    redirectPort: optional(
      "The loopback port that is registered with the provider.",
      z.int().check(z.gte(0, "a port, 0 to 65535"), z.lte(65_535, "a port, 0 to 65535")),
    ),
    extraParams: optional("Further parameters of the authorization request.", z.record(text(), z.string())),
  });

  const provider = z.strictObject({
    baseUrl: optional("Where it is reached; needed unless the provider is built in.", url()),
    api: optional("Which protocol it speaks; `openai-completions` unless built in.", z.enum(apiKinds)),
    apiKey: optional("A key from the environment, a file or a program.", secretRef()),
    headers: optional("Sent with every request; never the credential.", z.record(text(), z.string())),
    models: optional("The provider's own names of further models for the catalogue.", z.array(text())),
    allowInsecure: optional(
      "Allows plain http to another host, which shows the credential to the network.",
      z.boolean(),
    ),
    oauth: optional("How people log in to it.", oauth),
  });

  return z.strictObject({
    providers: optional(
      "Providers that are not built in, and what differs for those that are.",
      z.record(providerId(), provider),
    ),
  });
}
