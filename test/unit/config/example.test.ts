import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type * as z from "zod/mini";
import { globalRegistry } from "zod/mini";
import { jsonSchemaText, toJsonSchema } from "../../../src/config/json-schema.js";
import { parseJsonc } from "../../../src/config/jsonc.js";
import { parseConfig } from "../../../src/config/load.js";
import { configSchema } from "../../../src/config/schema.js";

const exampleText = readFileSync("config.example.json", "utf8");

interface Key {
  readonly name: string;
  readonly schema: z.core.$ZodType;
  /** What the example has under this key, wherever its section stands. */
  readonly shown: readonly unknown[];
}

/** Every key that the schema knows, beside every value that the example gives it. */
function keysOf(schema: z.core.$ZodType, values: readonly unknown[], name = ""): Key[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const objects = values.filter((value) => typeof value === "object" && value !== null) as Record<string, unknown>[];
  if (def.type === "optional") return keysOf(def.innerType, values, name);
  if (def.type === "array")
    return keysOf(
      def.element,
      objects.flatMap((list) => Object.values(list)),
      `${name}[]`,
    );
  if (def.type === "record")
    return keysOf(
      def.valueType,
      objects.flatMap((record) => Object.values(record)),
      `${name}.*`,
    );
  if (def.type === "union") return def.options.flatMap((option) => keysOf(option, objects, name));
  if (def.type !== "object") return [];
  const fixed = Object.entries(def.shape).flatMap(([key, inner]) => {
    const innerDef = (inner as z.core.$ZodTypes)._zod.def;
    return innerDef.type === "literal" ? [[key, innerDef.values[0]] as const] : [];
  });
  const fitting = objects.filter((object) => fixed.every(([key, value]) => object[key] === value));
  return Object.entries(def.shape).flatMap(([key, inner]) => {
    const shown = fitting.flatMap((object) => (Object.hasOwn(object, key) ? [object[key]] : []));
    const path = name === "" ? key : `${name}.${key}`;
    return [{ name: path, schema: inner, shown }, ...keysOf(inner, shown, path)];
  });
}

const keys = keysOf(configSchema(), [parseJsonc(exampleText).value]);
/** A shape that stands in several places (a SecretRef) has to be shown in one of them. */
const shownSomewhere = new Set(keys.filter(({ shown }) => shown.length > 0).map(({ schema }) => schema));

describe("config.example.json", () => {
  test("is a valid configuration without any environment", () => {
    expect(parseConfig(exampleText, "config.example.json").agents?.defaults?.model).toEqual({
      primary: "echo/small",
      fallbacks: ["large"],
    });
  });

  test("shows every key of the schema", () => {
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter(({ schema }) => !shownSomewhere.has(schema)).map(({ name }) => name)).toEqual([]);
  });

  test("lets nobody in but the terminal's owner", () => {
    const { access } = parseConfig(exampleText, "config.example.json");
    expect(Object.values(access ?? {}).flat()).toEqual(["terminal"]);
  });
});

describe("the schema", () => {
  test("describes every key", () => {
    expect(keys.filter(({ schema }) => !globalRegistry.get(schema)?.description).map(({ name }) => name)).toEqual([]);
  });

  test("config.schema.json is what the schema gives: node build/schema.js", () => {
    expect(readFileSync("config.schema.json", "utf8")).toBe(jsonSchemaText());
  });

  test("an editor that checks against config.schema.json accepts the example and refuses an unknown key", () => {
    const validate = new Ajv({ strict: false }).compile(toJsonSchema());
    expect(validate(parseJsonc(exampleText).value)).toBe(true);
    expect(validate({ agnets: {} })).toBe(false);
  });

  test("names no page that is not there", () => {
    const pages = [...(jsonSchemaText() + exampleText).matchAll(/\bdocs\/[\w/-]+\.\w+/g)].map(([page]) => page);
    expect(pages.filter((page) => !existsSync(page))).toEqual([]);
  });
});
