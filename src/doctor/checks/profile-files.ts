import { chmod, link, rename, unlink } from "node:fs/promises";
import { readWhole } from "../../config/read-file.js";
import { fieldsOf, jsonOf } from "../../domain/json.js";
import { parseJsonText } from "../../domain/json-text.js";
import { misfitWords } from "../../domain/misfit-words.js";
import { toProfileDocument } from "../../domain/profile-document.js";
import { shellWord } from "../../domain/shell-word.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";
import type { ProfileFile } from "../grounds.js";

/** Every auth-profiles.json can be read, and every entry in it is written as it must be. */
export const profileFiles: Check = {
  name: "profile files",
  async look({ profileFiles: files, now }) {
    const findings = await Promise.all(files.map(async (one) => [...(await unreadable(one, now)), ...misspelt(one)]));
    return findings.flat();
  },
};

async function unreadable({ file, problem, agents }: ProfileFile, now: number): Promise<Finding[]> {
  if (!problem) return [];
  const canBeSetAside = await isBroken(file);
  return [
    {
      level: "error",
      what: problem.message,
      why: `Nothing is written to it until it is mended, so logins and orders${of(agents)} cannot be changed; a gateway that runs goes on with what it read last.`,
      mend: `$EDITOR ${shellWord(file)}`,
      ...(canBeSetAside ? { fix: { run: () => setAside(file, now) } } : {}),
    },
  ];
}

const of = (agents: readonly string[]): string => (agents.length === 0 ? "" : ` of ${agents.join(", ")}`);

/** Every entry that is skipped as it is written: where, and what belongs there. */
function misspelt({ file, document, problem }: ProfileFile): Finding[] {
  if (problem) return [];
  return document.problems.map(({ path, profileId, expected }) => ({
    level: "error",
    what: `${file}: ${path}: ${misfitWords(expected)}.`,
    why:
      profileId === undefined ? "No order applies that is written so." : "The profile cannot be used as it is written.",
    mend: `$EDITOR ${shellWord(file)}`,
  }));
}

/**
 * Whether the text itself is at fault: then it may be set aside. Not what cannot be opened (that is a matter of
 * permissions), and not a document of another version (a newer modelpin reads it).
 */
async function isBroken(file: string): Promise<boolean> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch {
    return false;
  }
  try {
    toProfileDocument(parseJsonText(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    return false;
  } catch {
    return !hasOtherVersion(bytes);
  }
}

function hasOtherVersion(bytes: Buffer): boolean {
  const { version } = fieldsOf(jsonOf(bytes.toString("utf8")));
  return version !== undefined && version !== 1;
}

/** Moves the file to a dated name beside it, in one step; whoever mended it meanwhile gets it back. */
async function setAside(file: string, now: number): Promise<string> {
  const aside = `${file}.broken-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "")}Z`;
  await rename(file, aside);
  await chmod(aside, 0o600);
  if (await isBroken(aside))
    return `Set ${file} aside as ${aside}; nothing of it is lost. Add its profiles again or mend that copy.`;
  // link() refuses to write over what somebody stored in the meantime.
  await link(aside, file);
  await unlink(aside);
  return `Left ${file} as it is: it was mended meanwhile.`;
}
