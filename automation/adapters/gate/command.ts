import type { CheckResult, GateInput } from "../../world/ports";
import { namesCredential } from "../../world/credentialNames";
import { killGroup } from "../killGroup";

/**
 * Variables that would let a test command do harm on the deploying machine: credentials under
 * their usual names, and what a GitHub Actions step uses to affect later steps or to get an OIDC
 * token.
 */
const harmful = /^(AWS|PULUMI|ACTIONS)_|^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/i;

/** The deployer's environment without credentials, except those that the settings name. */
export function environmentOf(env: NodeJS.ProcessEnv, named: readonly string[]): NodeJS.ProcessEnv {
  const passed = Object.entries(env).filter(
    ([name]) => named.includes(name) || !(harmful.test(name) || namesCredential(name)),
  );
  return Object.fromEntries(passed);
}

/** Runs the service's test command; it fails on a timeout, a signal or an exit code other than 0. */
export async function runCommand(
  input: GateInput,
  cwd: string,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const { test } = input.settings;
  if (!test) return [];
  const { execa } = await import("execa");
  const started = performance.now();
  // In its own process group, so that everything the command starts ends with it.
  const child = execa(test.command, {
    cwd,
    shell: true,
    detached: true,
    all: true,
    reject: false,
    stdin: "ignore",
    extendEnv: false,
    env: {
      ...environmentOf(process.env, test.passVariables),
      TEST_URL: `https://${input.testName}`,
      TEST_HEADERS: JSON.stringify(input.testHeaders),
      PRODUCTION_URL: `https://${input.productionName}`,
      SERVICE: input.service,
      COLOR: input.color,
      IMAGE_DIGEST: input.digest,
    },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(test.timeoutSeconds * 1000)]);
  const stop = () => killGroup(child.pid);
  limit.addEventListener("abort", stop, { once: true });
  const ended = await child;
  limit.removeEventListener("abort", stop);
  signal.throwIfAborted();
  const timedOut = limit.aborted;
  return [
    {
      name: test.command,
      ok: !timedOut && ended.exitCode === 0,
      seconds: (performance.now() - started) / 1000,
      reason: timedOut ? `timed out after ${test.timeoutSeconds} s` : exitReason(ended),
      output: ended.all ?? "",
    },
  ];
}

function exitReason({ exitCode, signal }: { exitCode?: number; signal?: string }): string {
  if (exitCode === 0) return "";
  return exitCode === undefined
    ? `ended by ${signal ?? "a failed start"}`
    : `exit code ${exitCode}`;
}
