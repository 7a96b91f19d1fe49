import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stackName } from "./settings";
import type { Processes } from "./processes";
import type { Stage } from "./stage";

const bluegreen = require.resolve("../bluegreen");

/** Starts the live page of the environment; returns its link. Throws if it ends before it has one. */
export async function startDashboard(
  processes: Processes,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const args = ["dashboard", "--stack", stackName, "--cwd", cwd, "--json"];
  const running = processes.start("dashboard", [bluegreen, ...args], { env });
  const first = once(createInterface({ input: running.child.stdout! }), "line");
  const ended = running.exited.then(() => {
    throw new Error(`the live page could not be served: ${running.lastLines().join("\n")}`);
  });
  const [line] = (await Promise.race([first, ended])) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

/** Prints the link to the live page and opens it where there is a browser. Nothing depends on it. */
export async function openDashboard({ processes, workDir, env, reporter }: Stage): Promise<void> {
  try {
    const all = { ...process.env, ...env };
    const url = await startDashboard(processes, { cwd: workDir.root, env: all });
    reporter.note(`live page: ${url}`);
    const [command, ...args] = browserCommand(process.platform, process.env) ?? [];
    if (command === undefined) return;
    const browser = spawn(command, [...args, url], { detached: true, stdio: "ignore" });
    browser.on("error", () => undefined).unref();
  } catch (error) {
    reporter.warn(error instanceof Error ? error.message : String(error));
  }
}

/** What opens a link in the default browser; null: a pipeline, or a machine without a display. */
export function browserCommand(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string[] | null {
  if (env["CI"] && env["CI"] !== "false") return null;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}
