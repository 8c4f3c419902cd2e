import { Flaws, refused } from "./refused.js";
import type { Message } from "./world.js";

/** Anything that came over the wire: looked at, never trusted. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of any shape are the subject here
export type Json = any;

const ephemeral = 1 << 6;
const suppressEmbeds = 1 << 2;
const componentsV2 = 1 << 15;

const buttonStyles = { link: 5, premium: 6 };
const selects = [3, 5, 6, 7, 8];

/** Refuses a message body as Discord does. `first` is true for an interaction's first response and for follow-ups. */
export function checkMessage(body: Json, { edit = false, mayBeEphemeral = false } = {}): void {
  const flaws = new Flaws();
  flaws.length(["content"], body.content, 0, 2000);
  checkEmbeds(flaws, body.embeds ?? []);
  checkComponents(flaws, body.components ?? []);
  checkMentions(flaws, body.allowed_mentions);
  const allowed = suppressEmbeds | (1 << 12) | componentsV2 | (mayBeEphemeral ? ephemeral : 0);
  if (typeof body.flags === "number" && (body.flags & ~allowed) !== 0)
    flaws.add(["flags"], "MESSAGE_FLAGS_INVALID", "Only certain flags may be set here");
  flaws.refuse();
  const says = (part: unknown): boolean =>
    Array.isArray(part) ? part.length > 0 : typeof part === "string" && part.trim() !== "";
  const touched = ["content", "embeds", "components"].filter((part) => body[part] !== undefined && body[part] !== null);
  const silent = !touched.some((part) => says(body[part]));
  if (edit ? touched.includes("content") && silent : silent) throw refused.emptyMessage();
}

function checkMentions(flaws: Flaws, mentions: Json): void {
  if (!mentions) return;
  for (const kind of ["users", "roles"])
    if (mentions.parse?.includes(kind) && (mentions[kind]?.length ?? 0) > 0)
      flaws.add(
        ["allowed_mentions"],
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
}

function checkEmbeds(flaws: Flaws, embeds: Json[]): void {
  flaws.count(["embeds"], embeds, 0, 10);
  let total = 0;
  const measure = (path: (string | number)[], value: unknown, max: number): void => {
    flaws.length(path, value, 0, max);
    total += typeof value === "string" ? value.length : 0;
  };
  embeds.forEach((embed, at) => {
    const path = ["embeds", at];
    measure([...path, "title"], embed.title, 256);
    measure([...path, "description"], embed.description, 4096);
    measure([...path, "footer", "text"], embed.footer?.text, 2048);
    measure([...path, "author", "name"], embed.author?.name, 256);
    flaws.count([...path, "fields"], embed.fields, 0, 25);
    (embed.fields ?? []).forEach((field: Json, index: number) => {
      measure([...path, "fields", index, "name"], field.name, 256);
      measure([...path, "fields", index, "value"], field.value, 1024);
      if (!field.name?.trim() || !field.value?.trim())
        flaws.add([...path, "fields", index], "BASE_TYPE_REQUIRED", "This field is required");
    });
  });
  if (total > 6000) flaws.add(["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
}

function checkComponents(flaws: Flaws, rows: Json[]): void {
  flaws.count(["components"], rows, 0, 5);
  const ids = new Set<string>();
  rows.forEach((row, at) => {
    const path = ["components", at];
    if (row.type !== 1) flaws.add([...path, "type"], "UNION_TYPE_CHOICES", "Value of field must be one of (1,).");
    const parts: Json[] = row.components ?? [];
    flaws.count([...path, "components"], parts, 1, parts.some((part) => selects.includes(part.type)) ? 1 : 5);
    parts.forEach((part, index) => {
      checkComponent(flaws, [...path, "components", index], part, ids);
    });
  });
}

function checkComponent(flaws: Flaws, path: (string | number)[], part: Json, ids: Set<string>): void {
  if (part.custom_id !== undefined) {
    flaws.length([...path, "custom_id"], part.custom_id, 1, 100);
    if (ids.has(part.custom_id))
      flaws.add([...path, "custom_id"], "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    ids.add(part.custom_id);
  } else if (part.style !== buttonStyles.link && part.style !== buttonStyles.premium) {
    flaws.add([...path, "custom_id"], "BASE_TYPE_REQUIRED", "This field is required");
  }
  if (part.type === 2) {
    flaws.length([...path, "label"], part.label, 0, 80);
    if (!part.label && !part.emoji)
      flaws.add([...path], "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji is required");
  }
  if (part.type === 3) checkSelect(flaws, path, part);
}

function checkSelect(flaws: Flaws, path: (string | number)[], select: Json): void {
  flaws.count([...path, "options"], select.options ?? [], 1, 25);
  flaws.length([...path, "placeholder"], select.placeholder, 0, 150);
  const values = new Set<string>();
  let chosen = 0;
  (select.options ?? []).forEach((option: Json, index: number) => {
    const at = [...path, "options", index];
    flaws.length([...at, "label"], option.label ?? "", 1, 100);
    flaws.length([...at, "value"], option.value ?? "", 1, 100);
    flaws.length([...at, "description"], option.description, 0, 100);
    if (values.has(option.value))
      flaws.add(
        [...at, "value"],
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
      );
    values.add(option.value);
    chosen += option.default ? 1 : 0;
  });
  if (chosen > (select.max_values ?? 1))
    flaws.add(
      [...path, "options"],
      "SELECT_COMPONENT_MAX_VALUES_TOO_SMALL",
      "Too many options are selected by default",
    );
}

/**
 * Whom a message would ping: `everyone`, user ids, `role:<id>`. Deliberately blind to code spans, so that a ping can
 * only be prevented by `allowed_mentions`.
 */
export function pingsOf(body: Json, repliedTo: string | undefined): string[] {
  const content: string = body.content ?? "";
  const allowed = body.allowed_mentions ?? { parse: ["users", "roles", "everyone"], replied_user: true };
  const may = (kind: string, id: string): boolean =>
    (allowed.parse ?? []).includes(kind) || (allowed[kind] ?? []).includes(id);
  const pings: string[] = [];
  if (/@(everyone|here)/.test(content) && (allowed.parse ?? []).includes("everyone")) pings.push("everyone");
  for (const [, id = ""] of content.matchAll(/<@!?(\d+)>/g)) if (may("users", id)) pings.push(id);
  for (const [, id = ""] of content.matchAll(/<@&(\d+)>/g)) if (may("roles", id)) pings.push(`role:${id}`);
  if (repliedTo !== undefined && allowed.replied_user) pings.push(repliedTo);
  return [...new Set(pings)];
}

/** What an edit leaves out stays as it is. */
export function applyEdit(message: Message, body: Json): void {
  if (body.content !== undefined) message.content = body.content ?? "";
  if (body.components !== undefined) message.components = body.components ?? [];
  if (body.embeds !== undefined) message.embeds = body.embeds ?? [];
  message.pings.push(...pingsOf(body, undefined));
  message.edits += 1;
}
