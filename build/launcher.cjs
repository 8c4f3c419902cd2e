#!/usr/bin/env node
// What is shipped as the bin. A script and no module: Node's module loader alone would cost what --version may.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

/** The build fills it in. The text's digest is part of the name: V8 itself compares no more than lengths. */
const bundle = join(__dirname, "BUNDLE");
/** What V8 made of the bundle; another Node does without. */
const codeCache = `${bundle}.${process.version}-${process.platform}-${process.arch}.cache`;

function readCodeCache() {
  try {
    return readFileSync(codeCache);
  } catch {
    return undefined;
  }
}

function runBundle() {
  // The bundle is ASCII.
  const script = new Script(readFileSync(bundle, "latin1"), { filename: bundle, cachedData: readCodeCache() });
  script.runInThisContext()(require, pathToFileURL(bundle).href, (name) => import(name));
  return script;
}

const [first, ...others] = process.argv.slice(2);
if ((first === "--version" || first === "-V") && others.length === 0) {
  process.stdout.write(`${require("../../package.json").version}\n`);
} else {
  module.exports = { codeCache, script: runBundle() };
}
