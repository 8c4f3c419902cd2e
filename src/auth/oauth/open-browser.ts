import { spawn } from "node:child_process";
import { childEnvironment } from "../../config/child-environment.js";
import type { Variables } from "../../config/environment.js";

/** What a browser needs beside what every program gets. */
const names = ["BROWSER", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"];

/** Whether a browser that is opened here would be seen by the person at the terminal. */
export function hasBrowser(env: Variables, platform: NodeJS.Platform): boolean {
  const isRemote = Object.keys(env).some((name) => name.startsWith("SSH_C") || name === "SSH_TTY");
  if (isRemote || env.REMOTE_CONTAINERS || env.CODESPACES) return false;
  if (platform !== "linux") return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

function programFor(platform: NodeJS.Platform, env: Variables): readonly [string, ...string[]] {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return env.WSL_DISTRO_NAME ? ["wslview"] : ["xdg-open"];
}

/** Opens an address in the person's browser, without a shell. Tells whether the program could be started. */
export function openBrowser(url: string, env: Variables, platform: NodeJS.Platform): Promise<boolean> {
  const [program, ...args] = programFor(platform, env);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], {
      env: childEnvironment(env, names),
      detached: true,
      stdio: "ignore",
    });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
