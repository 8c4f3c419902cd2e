import { processIo } from "./io.js";
import { runCli } from "./run.js";

// Not process.exit(): what was written to a pipe must be read first.
void runCli(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
