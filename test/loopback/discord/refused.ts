/** An answer by which Discord says no: a status and its error body (`{ message, code, errors? }`). */
export class Refused extends Error {
  readonly status: number;
  readonly body: { readonly message: string; readonly code: number; readonly errors?: unknown };

  constructor(status: number, code: number, message: string, errors?: unknown) {
    super(message);
    this.status = status;
    this.body = { message, code, ...(errors === undefined ? {} : { errors }) };
  }
}

/** One thing that is wrong with a body: where, Discord's word for it, and the sentence. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** 50035 with the nested `errors` object that Discord builds from the paths. */
function invalidForm(flaws: readonly Flaw[]): Refused {
  const errors: Record<string, unknown> = {};
  for (const { path, code, message } of flaws) {
    let node = errors;
    for (const step of path) {
      node[step] ??= {};
      node = node[step] as Record<string, unknown>;
    }
    node._errors ??= [];
    (node._errors as unknown[]).push({ code, message });
  }
  return new Refused(400, 50035, "Invalid Form Body", errors);
}

export const refused = {
  unauthorized: () => new Refused(401, 0, "401: Unauthorized"),
  notFound: () => new Refused(404, 0, "404: Not Found"),
  unknownChannel: () => new Refused(404, 10003, "Unknown Channel"),
  unknownGuild: () => new Refused(404, 10004, "Unknown Guild"),
  unknownMember: () => new Refused(404, 10007, "Unknown Member"),
  unknownMessage: () => new Refused(404, 10008, "Unknown Message"),
  unknownUser: () => new Refused(404, 10013, "Unknown User"),
  unknownWebhook: () => new Refused(404, 10015, "Unknown Webhook"),
  unknownInteraction: () => new Refused(404, 10062, "Unknown interaction"),
  unknownCommand: () => new Refused(404, 10063, "Unknown application command"),
  acknowledged: () => new Refused(400, 40060, "Interaction has already been acknowledged."),
  missingAccess: () => new Refused(403, 50001, "Missing Access"),
  notTheAuthor: () => new Refused(403, 50005, "Cannot edit a message authored by another user"),
  emptyMessage: () => new Refused(400, 50006, "Cannot send an empty message"),
  missingPermissions: () => new Refused(403, 50013, "Missing Permissions"),
  invalidWebhookToken: () => new Refused(401, 50027, "Invalid Webhook Token"),
};

/** Collects flaws and refuses with all of them, as Discord does. */
export class Flaws {
  readonly #found: Flaw[] = [];

  add(path: Flaw["path"], code: string, message: string): void {
    this.#found.push({ path, code, message });
  }

  /** Discord counts UTF-16 code units as JavaScript does not: it counts code points. We take the larger, to be strict. */
  length(path: Flaw["path"], value: unknown, min: number, max: number): void {
    if (typeof value !== "string") return;
    if (value.length < min || value.length > max) {
      const [code, message] =
        value.length === 0
          ? ["BASE_TYPE_REQUIRED", "This field is required"]
          : min === 0
            ? ["BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`]
            : ["BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`];
      this.add(path, code, message);
    }
  }

  count(path: Flaw["path"], value: unknown, min: number, max: number): void {
    if (!Array.isArray(value)) return;
    if (value.length < min || value.length > max)
      this.add(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`);
  }

  refuse(): void {
    if (this.#found.length > 0) throw invalidForm(this.#found);
  }
}
