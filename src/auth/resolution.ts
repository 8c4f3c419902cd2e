import type { Endpoint, RequestCredential } from "../domain/credential.js";
import type { ProfileId } from "../domain/ids.js";
import type { ModelRef } from "../domain/model-ref.js";
import type { CredentialSource, Decision } from "../domain/select.js";

/** What one request to a model is made with. Its JSON holds no secret; `fetchWith(resolution)` puts it into a request. */
export interface Resolution {
  /** The provider, and the model by the name that goes into the request: `model.model`. */
  readonly model: ModelRef;
  /** Where the request goes, and which API is spoken there. */
  readonly endpoint: Endpoint;
  /** Whose account it is. **Not for rooms:** some profiles may not be known to everybody. */
  readonly profileId: ProfileId;
  /** What goes into the request as the proof of who asks. */
  readonly credential: RequestCredential;
  /** The layer that the choice came from. */
  readonly source: CredentialSource;
  /** Why it is this one, candidate by candidate. */
  readonly decision: Decision;
  /** Which layer for one turn this is (when it was set); `report` ends it. */
  readonly onceAt?: number;
  /** Until when a turn waits for the first text, ms since the epoch. */
  readonly firstTextBy?: number;
}
