#!/usr/bin/env node
// What is shipped as the bin. A script and no module: Node's module loader alone would cost what --version may.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

// The build fills these in.
const quickVerbs = "QUICK_VERBS";
const bundles = { quick: "QUICK_BUNDLE", all: "BUNDLE" };

/** The only thing that is asked of it. A look at Node's own makes it load a dozen modules. */
const clock = { now: () => performance.now() };

const words = process.argv.slice(2);
if ((words[0] === "--version" || words[0] === "-V") && words.length === 1) {
  process.stdout.write(`${require("../../package.json").version}\n`);
} else {
  const isQuick = quickVerbs.some((verb) => verb.every((word, index) => word === words[index]));
  module.exports = start(join(__dirname, isQuick ? bundles.quick : bundles.all));
}

function start(bundle) {
  // What V8 made of the bundle; another Node does without. A bundle's digest is in its name: V8 compares only lengths.
  const codeCache = `${bundle}.${process.version}-${process.platform}-${process.arch}.cache`;
  // A bundle is ASCII.
  const script = new Script(readFileSync(bundle, "latin1"), { filename: bundle, cachedData: readIfThere(codeCache) });
  const url = pathToFileURL(bundle).href;
  const run = () => script.runInThisContext()(onUse, url, (name) => import(name), clock);
  run();
  return { codeCache, script, run };
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Node's own modules are loaded when something of them is first used: most verbs need few of those that are named. */
function onUse(name) {
  return name.startsWith("node:") ? new Proxy({}, { get: (_, key) => require(name)[key] }) : require(name);
}
