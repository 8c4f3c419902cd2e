import type { SecretRef } from "../domain/credential.js";
import { toSecretRef } from "../domain/secret-ref.js";
import type { Config, SecretRefConfig } from "./config.js";
import type { ConfigPath } from "./problem.js";

/** Every place of the configuration that refers to a secret. */
export function secretRefsOf({ channels, models }: Config): { path: ConfigPath; ref: SecretRef }[] {
  const written: [ConfigPath, SecretRefConfig | undefined][] = [
    [["channels", "discord", "token"], channels?.discord?.token],
    [["channels", "telegram", "botToken"], channels?.telegram?.botToken],
    ...Object.entries(models?.providers ?? {}).map(([name, { apiKey }]): [ConfigPath, SecretRefConfig | undefined] => [
      ["models", "providers", name, "apiKey"],
      apiKey,
    ]),
  ];
  return written.flatMap(([path, value]) => {
    const ref = toSecretRef(value);
    return ref ? [{ path, ref }] : [];
  });
}
