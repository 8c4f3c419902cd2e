import { resolveSecretRef } from "../../config/secret-ref.js";
import { secretRefsOf } from "../../config/secret-refs-of.js";
import { pathText } from "../../config/shown.js";
import type { SecretRef } from "../../domain/credential.js";
import { isModelpinError } from "../../domain/errors.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";
import type { Grounds } from "../grounds.js";

interface Place {
  readonly where: string;
  readonly ref: SecretRef;
}

/** Every reference to a secret leads to one. Channels' tokens have a check of their own. */
export const secrets: Check = {
  name: "secrets",
  async look(grounds) {
    if (grounds.configProblem) return configFirst;
    const places = placesOf(grounds);
    if (places.length === 0) return { skipped: "nothing refers to a secret that is kept elsewhere" };
    const found = await Promise.all(places.map((place) => judge(place, grounds)));
    return found.flat();
  },
};

function placesOf({ config, profileFiles }: Grounds): Place[] {
  const ofConfig = secretRefsOf(config)
    .filter(({ path: [section] }) => section !== "channels")
    .map(({ path, ref }) => ({ where: pathText(path), ref }));
  const ofProfiles = profileFiles.flatMap(({ document, file }) =>
    [...document.profiles].flatMap(([id, credential]): Place[] => {
      if (credential.type === "oauth") return [];
      const ref = credential.type === "api_key" ? credential.keyRef : credential.tokenRef;
      return ref ? [{ where: `${id} in ${file}`, ref }] : [];
    }),
  );
  return [...ofConfig, ...ofProfiles];
}

async function judge({ where, ref }: Place, { environment, config, location, isOnline }: Grounds): Promise<Finding[]> {
  if (ref.source === "exec" && !isOnline) {
    return [
      {
        level: "note",
        what: `${where} asks a program (secrets.providers.${ref.provider ?? "default"}), which was not run.`,
        why: "Such programs may reach for the network; it is run only when you say so.",
        mend: "modelpin doctor --online",
      },
    ];
  }
  try {
    await resolveSecretRef(ref, { environment, providers: config.secrets?.providers, home: location.home });
    return [];
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return [
      {
        level: "error",
        what: `${where}: ${error.message}`,
        why: "Whatever needs this secret cannot be used.",
        ...(error.hint === undefined ? {} : { mend: error.hint }),
      },
    ];
  }
}
