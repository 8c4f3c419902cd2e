import { checkAddresses } from "./check/addresses.js";
import { checkAgents } from "./check/agents.js";
import { checkAuth } from "./check/auth.js";
import { checkModels } from "./check/models.js";
import { checkProviders } from "./check/providers.js";
import { checkSecrets } from "./check/secrets.js";
import type { Config } from "./config.js";
import type { UnplacedProblem } from "./issues.js";

/**
 * What only the configuration as a whole can tell: names that lead nowhere, aliases that mean two models, addresses
 * that would show a credential. Pure; looks at nothing but its argument, so it holds without any environment.
 */
export function checkConfig(config: Config): UnplacedProblem[] {
  return [checkAgents, checkModels, checkProviders, checkAddresses, checkAuth, checkSecrets].flatMap((check) =>
    check(config),
  );
}
