import { type Credential, type CredentialType, rankOfType } from "./credential.js";
import { isOfProvider, type Principal, type ProfileId, type ProviderId, providerKey, sameProvider } from "./ids.js";

export type Billing = "flat" | "metered";

/** Why a profile can never be used as it stands, whatever the time. */
export type ProfileFault =
  | "missing_credential"
  | "invalid_expires"
  | "unresolved_ref"
  | "provider_mismatch"
  | "mode_mismatch"
  | "needs_login";

/** What a decision and a view may know of a profile. It cannot hold a secret. */
export interface Profile {
  readonly id: ProfileId;
  readonly provider: ProviderId;
  readonly type: CredentialType;
  readonly billing: Billing;
  /** Who may use it; absent: all who may switch. */
  readonly use?: readonly Principal[];
  readonly email?: string;
  readonly displayName?: string;
  /** ms since the epoch; absent when it does not expire by itself. */
  readonly expires?: number;
  /** Whether it can be refreshed when it expires. */
  readonly refreshable: boolean;
  readonly fault?: ProfileFault;
  /** What to mend, for the operator: a path in the file and what belongs there, a variable's name. */
  readonly faultDetail?: string;
  /** Where it comes from: this agent's file, main's file read through, an environment variable. */
  readonly source: ProfileSource;
}

export type ProfileSource =
  | { readonly kind: "own" }
  | { readonly kind: "main" }
  | { readonly kind: "environment"; readonly variable: string; readonly from: string };

/** `auth.profiles.<id>` of the configuration. */
export interface ProfileMetadata {
  readonly provider?: ProviderId;
  readonly mode?: CredentialType;
  readonly email?: string;
  readonly displayName?: string;
  readonly billing?: Billing;
  readonly use?: readonly Principal[];
}

/** All profiles of an agent, looked up in constant time. Built once per change of what people wrote. */
export interface ProfileSet {
  readonly byId: ReadonlyMap<ProfileId, Profile>;
  /** Per provider: oauth, then token, then api_key; ties by id. Stored ones before environment ones. */
  stored(provider: ProviderId): readonly Profile[];
  fromEnvironment(provider: ProviderId): readonly Profile[];
}

function isValidExpiry(expires: number): boolean {
  return Number.isFinite(expires) && expires > 0 && expires <= 8.64e15;
}

function credentialFault(credential: Credential): ProfileFault | undefined {
  const { type } = credential;
  const hasValue =
    type === "api_key"
      ? credential.key || credential.keyRef
      : type === "token"
        ? credential.token || credential.tokenRef
        : credential.access || credential.refresh;
  if (!hasValue) return "missing_credential";
  if (type !== "api_key" && credential.expires !== undefined && !isValidExpiry(credential.expires))
    return "invalid_expires";
  return undefined;
}

function metadataFault(id: ProfileId, credential: Credential, metadata: ProfileMetadata): ProfileFault | undefined {
  const { provider } = metadata;
  const fitsProvider = provider ? sameProvider(provider, credential.provider) : isOfProvider(id, credential.provider);
  if (!fitsProvider) return "provider_mismatch";
  const { mode } = metadata;
  // A static token is how a subscription is used without a login, so it may stand where oauth was announced.
  const fits = mode === undefined || mode === credential.type || (mode === "oauth" && credential.type === "token");
  return fits ? undefined : "mode_mismatch";
}

/** How the configuration bills a profile; by its mode where it does not say, and nothing where it names neither. */
export function announcedBilling(metadata: ProfileMetadata | undefined): Billing | undefined {
  return metadata?.billing ?? (metadata?.mode && billingOfType(metadata.mode));
}

function billingOfType(type: CredentialType): Billing {
  return type === "api_key" ? "metered" : "flat";
}

/** What is known of one credential, without its value. */
export function toProfile(
  id: ProfileId,
  credential: Credential,
  metadata: ProfileMetadata,
  source: ProfileSource,
  foundFault?: { readonly fault: ProfileFault; readonly detail?: string },
): Profile {
  const fault = foundFault?.fault ?? metadataFault(id, credential, metadata) ?? credentialFault(credential);
  const expires = credential.type === "api_key" ? undefined : credential.expires;
  return {
    id,
    provider: providerKey(credential.provider),
    type: credential.type,
    billing: metadata.billing ?? billingOfType(credential.type),
    use: metadata.use,
    email: metadata.email ?? credential.email,
    displayName: metadata.displayName ?? credential.displayName,
    expires: expires !== undefined && isValidExpiry(expires) ? expires : undefined,
    refreshable: credential.type === "oauth" && credential.refresh !== undefined,
    fault,
    faultDetail: foundFault?.detail,
    source,
  };
}

/** All profiles of a provider, stored ones first. */
export function allOf(
  { stored, fromEnvironment }: Pick<ProfileSet, "stored" | "fromEnvironment">,
  provider: ProviderId,
): readonly Profile[] {
  return [...stored(provider), ...fromEnvironment(provider)];
}

const none: readonly Profile[] = [];

function byTypeThenId(a: Profile, b: Profile): number {
  return rankOfType(a.type) - rankOfType(b.type) || (a.id < b.id ? -1 : 1);
}

/** Indexes profiles; environment ones keep the order in which their variables rank. */
export function createProfileSet(byId: ReadonlyMap<ProfileId, Profile>): ProfileSet {
  const isFromEnvironment = ({ source }: Profile): boolean => source.kind === "environment";
  const of = (provider: ProviderId) => [...byId.values()].filter((profile) => profile.provider === provider);
  return {
    byId,
    stored: rememberFound((provider) =>
      of(provider)
        .filter((profile) => !isFromEnvironment(profile))
        .sort(byTypeThenId),
    ),
    fromEnvironment: rememberFound((provider) => of(provider).filter(isFromEnvironment)),
  };
}

/**
 * Finds a provider's profiles at the first question: where an order is written nobody asks, and sorting hundreds is dear.
 * What is not there is not remembered, since any name may be asked for.
 */
function rememberFound(find: (provider: ProviderId) => readonly Profile[]): ProfileSet["stored"] {
  const found = new Map<ProviderId, readonly Profile[]>();
  return (provider) => {
    const key = providerKey(provider);
    const known = found.get(key);
    if (known) return known;
    const profiles = find(key);
    if (profiles.length === 0) return none;
    found.set(key, profiles);
    return profiles;
  };
}
