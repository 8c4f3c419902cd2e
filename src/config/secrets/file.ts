import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { SecretRef } from "../../domain/credential.js";
import { errnoOf } from "../../domain/errors.js";
import { valueAt } from "../../domain/json.js";
import { Secret } from "../../domain/secret.js";
import { shellWord } from "../../domain/shell-word.js";
import type { SecretProvider } from "../config.js";
import { expandPath } from "../locate.js";
import { secretError } from "./words.js";

type FileProvider = SecretProvider & { source: "file" };

/** Reads a secret from a file: the whole of it (`value`), or one text of a JSON document (a JSON pointer). */
export async function readFileSecret(ref: SecretRef, provider: FileProvider, home: string): Promise<Secret> {
  const path = expandPath(provider.path, home, "/");
  const text = await withTimeout(
    readGuarded(ref, path, provider.maxBytes ?? 1_048_576),
    provider.timeoutMs ?? 5000,
    () =>
      secretError("secret_source_timeout", ref, `reading ${path} took longer than ${provider.timeoutMs ?? 5000} ms`),
  );
  const value = provider.mode === "singleValue" ? wholeFile(ref, path, text) : atPointer(ref, path, text);
  if (typeof value !== "string" || value.trim() === "")
    throw secretError("secret_not_found", ref, `${path} holds no text there`);
  return new Secret(value);
}

async function withTimeout<T>(work: Promise<T>, ms: number, toError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(toError()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readGuarded(ref: SecretRef, path: string, maxBytes: number): Promise<string> {
  let handle: FileHandle;
  try {
    // Non-blocking, so that a named pipe is refused below instead of waited for.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw secretError("secret_source_failed", ref, `${path} cannot be opened (${errnoOf(error) ?? "unknown"})`);
  }
  try {
    await refuseUnsafe(ref, path, handle);
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (length > maxBytes) throw secretError("secret_source_failed", ref, `${path} is larger than ${maxBytes} bytes`);
      if (bytesRead === 0) return buffer.toString("utf8", 0, length);
    }
  } finally {
    await handle.close();
  }
}

async function refuseUnsafe(ref: SecretRef, path: string, handle: FileHandle): Promise<void> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw secretError("secret_source_failed", ref, `${path} is not a file`);
  if (process.getuid === undefined) return;
  const own = stats.uid === process.getuid();
  // Containers mount secrets owned by root and readable by all; only root can have written those.
  if (!own && stats.uid !== 0) throw secretError("secret_source_unsafe", ref, `${path} belongs to another user`);
  if ((stats.mode & 0o022) !== 0 || (own && stats.uid !== 0 && (stats.mode & 0o044) !== 0)) {
    throw secretError(
      "secret_source_unsafe",
      ref,
      `other users can read or write ${path}`,
      `chmod 600 ${shellWord(path)}`,
    );
  }
}

function wholeFile(ref: SecretRef, path: string, text: string): string {
  if (ref.id !== "value") throw secretError("secret_not_found", ref, `${path} is one value; its id is "value"`);
  return text.trim();
}

function atPointer(ref: SecretRef, path: string, text: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The engine's message quotes what it read.
    throw secretError("secret_source_failed", ref, `${path} is not JSON`);
  }
  const steps = ref.id === "value" ? ["value"] : ref.id.split("/").slice(1);
  return valueAt(document, ...steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")));
}
