import { type ConfigEdit, openConfigWriter } from "../../../src/auth/open-config.js";
import { type AccessLists, type Level, levels, terminalPerson } from "../../../src/domain/access.js";
import type { Principal } from "../../../src/domain/ids.js";
import type { Call, FlagSpecs, Outcome } from "../verb.js";
import { accessJson, effectText, parseLevel, parsePrincipal } from "./principal.js";

type AccessCall = Pick<Call<FlagSpecs>, "open" | "words"> & { readonly flags: { readonly level: string | undefined } };

export async function listAccess({ open }: Pick<AccessCall, "open">): Promise<Outcome> {
  const { access: lists = {} } = (await open()).config().config;
  return {
    json: accessJson(lists),
    text: levels.map((level) => `${level.padEnd(6)}  ${listed(lists, level)}`),
  };
}

/** Who is in at a level; the terminal is an admin, whether a list says so or not. */
function listed(lists: AccessLists, level: Level): string {
  const principals = lists[level] ?? [];
  if (level !== "admin") return principals.join(", ") || "nobody";
  return [...principals.filter((one) => one !== terminalPerson.id), `${terminalPerson.id} (always)`].join(", ");
}

export async function addAccess(call: AccessCall): Promise<Outcome> {
  const principal = parsePrincipal(call.words[0] ?? "");
  const level = parseLevel(call.flags.level ?? "switch");
  // A level includes those before it: an admin need not be listed again.
  const covering = levels.slice(levels.indexOf(level));
  return editAccess(call, principal, (lists) =>
    principal === terminalPerson.id || covering.some((one) => lists[one]?.includes(principal))
      ? []
      : [{ path: ["access", level], value: [...(lists[level] ?? []), principal] }],
  );
}

export async function removeAccess(call: AccessCall): Promise<Outcome> {
  const principal = parsePrincipal(call.words[0] ?? "");
  const from = call.flags.level === undefined ? levels : [parseLevel(call.flags.level)];
  return editAccess(call, principal, (lists) =>
    from
      .filter((level) => lists[level]?.includes(principal))
      .map((level) => ({ path: ["access", level], value: lists[level]?.filter((other) => other !== principal) })),
  );
}

/** Makes the change and says what it comes to, by what stands in the file afterwards. */
async function editAccess(
  { open }: AccessCall,
  principal: Principal,
  change: (lists: AccessLists) => readonly ConfigEdit[],
): Promise<Outcome> {
  const auth = await open({ configMayBeAbsent: true });
  const writer = openConfigWriter(auth.sources.location);
  try {
    let changed = false;
    const { access: lists = {} } = await writer.edit(({ access = {} }) => {
      const edits = change(access);
      changed = edits.length > 0;
      return edits;
    });
    const effect = effectText(lists, principal);
    return {
      json: { principal, changed, effect, configPath: writer.file, access: accessJson(lists) },
      text: [changed ? `Changed ${writer.file}` : "Nothing to change.", effect],
    };
  } finally {
    await writer.close();
  }
}
