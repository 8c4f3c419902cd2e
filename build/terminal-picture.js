// Makes docs/pictures/terminal.svg from a real run: tmux runs the built gateway, types, and its screen is drawn.
// Needs tmux. Usage: npm run build:bin && node build/terminal-picture.js
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const columns = 88;
const rows = 40;
const typed = ["/model", "/model large@work", "Who pays for this?", "/model why"];

// A capture group, so that split() keeps what it splits at.
const style = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`, "g");
const socket = `picture-${process.pid}`;
const tmux = (...words) => execFileSync("tmux", ["-L", socket, ...words], { encoding: "utf8" });
const screen = () => tmux("capture-pane", "-p", "-e", "-t", "modelpin").trimEnd();
const isWaiting = (text) => /(^|\n)> $/.test(`${text.replace(style, "")} `.replace(/ +$/, " "));

async function untilPrompt() {
  for (let tries = 0; tries < 200; tries++) {
    if (isWaiting(screen())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the prompt did not come back:\n${screen()}`);
}

const escapeXml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** One line of the screen; bold is the only colour that we use. */
function toTspans(line) {
  const isTyped = line.startsWith("> ");
  const parts = line.split(style);
  let bold = isTyped;
  let spans = "";
  for (const part of parts) {
    if (part.startsWith(String.fromCharCode(27)))
      bold = isTyped || /\[(?:0;)?1m/.test(part) || (bold && !/\[(?:0|22|)m/.test(part));
    else if (part !== "")
      spans += `<tspan${bold ? ' font-weight="700"' : ""}${isTyped ? ' fill="#7ee0b0"' : ""}>${escapeXml(part)}</tspan>`;
  }
  return spans;
}

function toSvg(text) {
  const lines = text.split("\n");
  const [width, height, lineHeight] = [columns * 8.45 + 40, lines.length * 20 + 58, 20];
  const body = lines.map(
    (line, index) => `<text x="20" y="${56 + index * lineHeight}" xml:space="preserve">${toTspans(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
<title>A conversation with modelpin in the terminal</title>
<rect width="100%" height="100%" rx="10" fill="#14181d"/>
<circle cx="24" cy="22" r="6" fill="#ff5f57"/><circle cx="44" cy="22" r="6" fill="#febc2e"/><circle cx="64" cy="22" r="6" fill="#28c840"/>
<g fill="#d8dee6">
${body.join("\n")}
</g>
</svg>
`;
}

const home = mkdtempSync(join(tmpdir(), "modelpin-picture-"));
try {
  const command = `cd ${home} && clear && HOME=${home} exec node ${join(root, "dist/bin/modelpin.js")} gateway --demo 2>/dev/null`;
  tmux("-f", "/dev/null", "new-session", "-d", "-s", "modelpin", "-x", String(columns), "-y", String(rows), command);
  await untilPrompt();
  for (const line of typed) {
    tmux("send-keys", "-t", "modelpin", "-l", line);
    tmux("send-keys", "-t", "modelpin", "Enter");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await untilPrompt();
  }
  const text = screen().replace(/\n> *$/, "");
  mkdirSync(join(root, "docs/pictures"), { recursive: true });
  writeFileSync(join(root, "docs/pictures/terminal.svg"), toSvg(text));
} finally {
  tmux("kill-server");
  rmSync(home, { recursive: true, force: true });
}
