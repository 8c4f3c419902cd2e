import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { SecretRef } from "../../../../src/domain/credential.js";
import { isModelpinError } from "../../../../src/domain/errors.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import type { AgentView, ProviderView } from "./gather.js";

/** What became of the references to secrets among the profiles in use. */
export interface SecretFindings {
  /** Sources that could not be read at all, each as a sentence. */
  readonly unreadable: readonly string[];
  /** Profiles whose secret is not where they say, by agent and id. */
  readonly notThere: ReadonlyMap<string, string>;
}

export const findingKey = (agentId: string, profileId: ProfileId): string => `${agentId} ${profileId}`;

/** Looks whether the references in use lead somewhere. Programs are not run: they may reach for the network. */
export async function findSecrets(auth: ModelAuth, views: readonly AgentView[]): Promise<SecretFindings> {
  const unreadable = new Set<string>();
  const notThere = new Map<string, string>();
  for (const { agent, snapshot, providers } of views) {
    for (const { id, ref } of providers.filter(({ inUse }) => inUse).flatMap((one) => refsOf(snapshot, one))) {
      const { resolveSecretRef } = await import("../../../../src/config/secret-ref.js");
      try {
        await resolveSecretRef(ref, {
          environment: auth.sources.environment(),
          providers: snapshot.config.secrets?.providers,
          home: auth.sources.location.home,
        });
      } catch (error) {
        if (!isModelpinError(error)) throw error;
        if (error.code === "secret_not_found") notThere.set(findingKey(agent.id, id), `${id}: ${error.message}`);
        else unreadable.add(`${id}: ${error.message}`);
      }
    }
  }
  return { unreadable: [...unreadable], notThere };
}

/** The references that can be followed here. */
function refsOf(snapshot: AgentView["snapshot"], { candidates }: ProviderView) {
  const refs: { readonly id: ProfileId; readonly ref: SecretRef }[] = [];
  candidates.forEach(({ profileId: id }) => {
    const ref = refOf(snapshot, id);
    if (ref && ref.source !== "exec") refs.push({ id, ref });
  });
  return refs;
}

function refOf(snapshot: AgentView["snapshot"], id: ProfileId): SecretRef | undefined {
  const credential = snapshot.credential(id)?.credential;
  if (credential?.type === "api_key" && !credential.key) return credential.keyRef;
  return credential?.type === "token" && !credential.token ? credential.tokenRef : undefined;
}
