import { exit } from "./exit.js";
import { processIo } from "./io.js";
import { runCli, sayFailure } from "./run.js";

const argv = process.argv.slice(2);
const io = processIo();

// What fails where nobody waits for it. Node.js would print it whole, and a library's error may hold a token.
process.once("uncaughtException", (error) => {
  sayFailure(argv, io, error);
  process.exit(exit.failed);
});

void runCli(argv, io).then((code) => {
  process.exitCode = code;
  // A process that ends by itself collects its garbage first. But what waits in a stream must be written.
  if (io.isAllOut()) process.exit();
});
