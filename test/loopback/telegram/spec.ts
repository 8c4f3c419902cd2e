import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { badRequest } from "./refusal.js";

interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
}
interface Spec {
  readonly methods: Readonly<Record<string, { readonly fields?: readonly Field[] }>>;
  readonly types: Readonly<
    Record<string, { readonly fields?: readonly Field[]; readonly subtypes?: readonly string[] }>
  >;
}

const file = new URL("../../../../shared/platform-specs/telegram-bot-api.json", import.meta.url);
let read: Spec | undefined;
let saidSo = false;

/** The published description of the Bot API, where it is present beside the repository. */
function spec(): Spec | undefined {
  if (read !== undefined) return read;
  if (existsSync(file)) {
    read = JSON.parse(readFileSync(file, "utf8")) as Spec;
  } else if (!saidSo) {
    saidSo = true;
    process.stderr.write(`loopback Telegram: requests are not checked against ${fileURLToPath(file)}: no such file\n`);
  }
  return read;
}

/** Refuses parameters that the method does not have, lacks, or has with another type. Stricter than the service. */
export function checkAgainstSpec(method: string, parameters: Readonly<Record<string, unknown>>): void {
  const published = spec();
  if (published === undefined) return;
  const description = published.methods[method];
  if (description === undefined) throw badRequest(`${method} is not in the published description`);
  checkFields(published, method, description.fields ?? [], parameters);
}

function checkFields(published: Spec, where: string, fields: readonly Field[], value: object): void {
  const present = Object.entries(value).filter(([, part]) => part !== undefined);
  for (const [name, part] of present) {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) throw badRequest(`${where} has no parameter "${name}"`);
    if (!field.types.some((type) => isOfType(published, `${where}.${name}`, type, part))) {
      throw badRequest(`${where}.${name} must be ${field.types.join(" or ")}`);
    }
  }
  for (const { name, required } of fields) {
    if (required && !present.some(([key]) => key === name))
      throw badRequest(`${where}: parameter "${name}" is missing`);
  }
}

function isOfType(published: Spec, where: string, type: string, value: unknown): boolean {
  if (type === "String") return typeof value === "string";
  if (type === "Boolean" || type === "True") return typeof value === "boolean";
  if (type === "Integer") return Number.isSafeInteger(value);
  if (type === "Float") return typeof value === "number";
  if (type.startsWith("Array of ")) {
    const inner = type.slice("Array of ".length);
    return Array.isArray(value) && value.every((part) => isOfType(published, where, inner, part));
  }
  const described = published.types[type];
  if (typeof value !== "object" || value === null || described === undefined) return false;
  if (described.subtypes !== undefined) return described.subtypes.some((one) => isOfType(published, where, one, value));
  checkFields(published, where, described.fields ?? [], value);
  return true;
}
