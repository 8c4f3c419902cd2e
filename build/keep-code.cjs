// node build/keep-code.cjs <launcher> <command lines>: runs them (JSON, a list of lists of words) in one process and keeps
// what V8 compiled for all of them. They must be of one bundle.
const { renameSync, writeFileSync } = require("node:fs");

const [launcher, given] = process.argv.slice(2);
const waiting = JSON.parse(given);
const start = (words) => process.argv.splice(1, process.argv.length, launcher, ...words);

start(waiting.shift());
const { codeCache, script, run } = require(launcher);
const exit = process.exit.bind(process);
// A command line ends its process, which here goes on with the next one.
process.exit = () => {
  if (waiting.length === 0) exit();
  start(waiting.shift());
  run();
};
process.once("exit", () => {
  // In one step: somebody may be starting the bin.
  const unfinished = `${codeCache}.${process.pid}`;
  writeFileSync(unfinished, script.createCachedData());
  renameSync(unfinished, codeCache);
});
