import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Json } from "./message-rules.js";
import { Flaws } from "./refused.js";

interface Operation {
  readonly method: string;
  readonly segments: readonly string[];
  readonly validate: (() => ValidateFunction) | undefined;
}

/** Discord's own description of its HTTP API: says of each request whether the platform would understand it. */
export interface Spec {
  /** Refuses with 50035 what the description does not allow. @returns whether the operation exists at all. */
  check(method: string, path: string, body: unknown): boolean;
}

const file = new URL("../../../../shared/platform-specs/discord-openapi.json", import.meta.url);

/** The published description where it is present, read once; without it the loopback's own rules stand alone. */
export function openSpec(): Spec | undefined {
  if (cache === undefined) cache = { spec: readSpec() };
  return cache.spec;
}
let cache: { readonly spec: Spec | undefined } | undefined;

function readSpec(): Spec | undefined {
  let document: Json;
  try {
    document = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    process.stderr.write(
      `loopback Discord: requests are not checked against the published description, ${file.pathname} is not there\n`,
    );
    return undefined;
  }
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    inlineRefs: false,
    logger: false,
  });
  ajv.addSchema({ $id: "discord", components: document.components });
  const operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([method]) => ["get", "put", "post", "patch", "delete"].includes(method))
      .map(([method, operation]): Operation => {
        const schema = operation.requestBody?.content["application/json"]?.schema;
        return {
          method: method.toUpperCase(),
          segments: path.split("/"),
          validate:
            schema && once(() => ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"discord#/')))),
        };
      }),
  );
  // `/applications/@me` before `/applications/{application_id}`.
  const blanks = (operation: Operation): number =>
    operation.segments.filter((segment) => segment.startsWith("{")).length;
  operations.sort((a, b) => blanks(a) - blanks(b));
  return {
    check(method, path, body) {
      const segments = path.split("/");
      const operation = operations.find(
        (each) =>
          each.method === method &&
          each.segments.length === segments.length &&
          each.segments.every((segment, at) => segment.startsWith("{") || segment === segments[at]),
      );
      if (operation === undefined) return false;
      const validate = operation.validate?.();
      if (validate === undefined || validate(body)) return true;
      const flaws = new Flaws();
      for (const error of validate.errors ?? [])
        flaws.add(error.instancePath.split("/").slice(1), error.keyword.toUpperCase(), error.message ?? "invalid");
      flaws.refuse();
      return true;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
