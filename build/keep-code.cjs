// node build/keep-code.cjs <launcher> <verb…>: runs one command line and keeps what V8 compiled for it.
const { renameSync, writeFileSync } = require("node:fs");

// As if the launcher had been started itself.
process.argv.splice(1, 1);
const { codeCache, script } = require(process.argv[1]);
process.once("exit", () => {
  // In one step: somebody may be starting the bin.
  const unfinished = `${codeCache}.${process.pid}`;
  writeFileSync(unfinished, script.createCachedData());
  renameSync(unfinished, codeCache);
  process.exitCode = 0;
});
