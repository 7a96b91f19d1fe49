import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { LocatedEngine } from "../../engine/findEngine";
import { killGroup } from "../killGroup";
import { makeTempFolder } from "../tempFolder";

/** What the Automation API calls for each command of the CLI; it is missing from the API's types. */
interface Runner {
  run: (
    args: string[],
    cwd: string,
    env: Record<string, string | undefined>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
    signal?: AbortSignal,
  ) => Promise<{ stdout: string; stderr: string; code: number }>;
}

const longCommands = ["up", "preview", "refresh", "destroy"];

/**
 * The CLI for the Automation API. Runs long commands in a process group of their own: a terminal's Ctrl-C goes
 * to every process of the foreground group, so Pulumi would get a second SIGINT from this process, and would
 * then exit at once and leave its lock. This way it is interrupted once, by `soon`; `now` kills it.
 *
 * @param more flags of long commands that the Automation API does not have
 */
export function inOwnGroup(
  { command, version }: LocatedEngine,
  now: AbortSignal,
  more: readonly string[] = [],
): PulumiCommand {
  // PulumiCommand.get would call the CLI for its version once more.
  const made = Object.create(PulumiCommand.prototype) as PulumiCommand;
  const { run: short } = PulumiCommand.prototype as unknown as Runner;
  const run: Runner["run"] = (args, cwd, env, onOutput, onError, soon) =>
    longCommands.includes(args[0] ?? "")
      ? runApart(command, [...args, ...more], { cwd, env, soon, now })
      : short.call(made, args, cwd, env, onOutput, onError, soon);
  return Object.assign(made, { command, version: new SemVer(version), run });
}

interface Apart {
  cwd: string;
  env: Record<string, string | undefined>;
  soon?: AbortSignal | undefined;
  now: AbortSignal;
}

async function runApart(file: string, args: string[], options: Apart) {
  const { cwd, env, soon, now } = options;
  soon?.throwIfAborted();
  const folder = await makeTempFolder();
  try {
    // Files instead of pipes: if the reader of a pipe were gone, Pulumi's next line would kill it and leave its lock.
    const [stdoutFile, stderrFile] = [join(folder, "stdout"), join(folder, "stderr")];
    const files = await Promise.all([stdoutFile, stderrFile].map((path) => open(path, "w", 0o600)));
    const child = spawn(file, [...args, "--non-interactive"], {
      cwd,
      env: { ...process.env, ...env, ...withPlugins(file, env), PULUMI_AUTOMATION_API: "true" },
      detached: true,
      stdio: ["ignore", ...files.map(({ fd }) => fd)],
    });
    const { code, signal } = await endOf(child, soon, now).finally(() =>
      Promise.all(files.map((each) => each.close())),
    );
    const stdout = await readFile(stdoutFile, "utf8");
    const stderr = await readFile(stderrFile, "utf8");
    if (code === 0) return { stdout, stderr, code };
    const died = signal === null ? "" : `signal: ${signal}\n`;
    // As the Automation API reports it: -2 if a signal ended it.
    throw new Error(`${died}code: ${code ?? -2}\nstdout: ${stdout}\nstderr: ${stderr}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface End {
  code: number | null;
  /** What ended it, if it did not exit by itself. */
  signal: NodeJS.Signals | null;
}

function endOf(child: ChildProcess, soon: AbortSignal | undefined, now: AbortSignal) {
  const ask = () => child.kill("SIGINT");
  const kill = () => killGroup(child.pid);
  soon?.addEventListener("abort", ask, { once: true });
  now.addEventListener("abort", kill, { once: true });
  return new Promise<End>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    soon?.removeEventListener("abort", ask);
    now.removeEventListener("abort", kill);
  });
}

/** The CLI finds the plugins that came with it on PATH. */
function withPlugins(file: string, env: Apart["env"]): Record<string, string> {
  if (!isAbsolute(file)) return {};
  const path = env["PATH"] ?? process.env["PATH"] ?? "";
  return { PATH: [dirname(file), path].join(delimiter) };
}
