import * as z from "zod/mini";
import { configSchema } from "./schema.js";

/** The configuration as a JSON Schema, for editors: what `config.schema.json` holds, made by `node build/schema.js`. */
export function toJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema(), { target: "draft-7" });
  return { $schema, title: "modelpin configuration", allowComments: true, allowTrailingCommas: true, ...schema };
}

/** The text of `config.schema.json`. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(toJsonSchema(), undefined, 2)}\n`;
}
