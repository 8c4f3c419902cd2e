import type { Check } from "./check.js";
import { access } from "./checks/access.js";
import { agents } from "./checks/agents.js";
import { clock } from "./checks/clock.js";
import { config } from "./checks/config.js";
import { database } from "./checks/database.js";
import { encryption } from "./checks/encryption.js";
import { environment } from "./checks/environment.js";
import { gateway } from "./checks/gateway.js";
import { leftovers } from "./checks/leftovers.js";
import { modes } from "./checks/modes.js";
import { orders } from "./checks/orders.js";
import { pins } from "./checks/pins.js";
import { profileFiles } from "./checks/profile-files.js";
import { profiles } from "./checks/profiles.js";
import { secrets } from "./checks/secrets.js";
import { stateDirectory } from "./checks/state-directory.js";
import { tokens } from "./checks/tokens.js";

/** All checks, in the order in which their findings are shown. */
export const checks: readonly Check[] = [
  clock,
  config,
  stateDirectory,
  modes,
  leftovers,
  database,
  profileFiles,
  profiles,
  orders,
  pins,
  secrets,
  encryption,
  environment,
  gateway,
  tokens,
  agents,
  access,
];
