import type { CredentialType } from "../../domain/credential.js";

/** The verb under `modelpin models auth` that stores a credential of each type. */
export const storingVerbs: Readonly<Record<CredentialType, string>> = {
  oauth: "login",
  token: "paste-token",
  api_key: "paste-api-key",
};
