import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { FirstVerify } from "../../world/repository";
import { identityProblem } from "../aws/offers";

/** As Node finds it: in the folder's node_modules, or in those of a folder above, as in a workspace. */
function installedIn(folder: string): string | undefined {
  const { resolve: find } = createRequire(join(folder, "package.json"));
  try {
    return join(dirname(find("bluegreen/package.json")), "bin/bluegreen.js");
  } catch {
    return undefined;
  }
}

/** Long enough for credentials from a command, too short to look stuck. */
const identityMs = 20_000;
/** With time to download the Pulumi CLI, which the next command needs as well. */
const verifyMs = 300_000;

/**
 * Runs `verify` of the package that is installed in the folder, which reads only. Without credentials it is not started,
 * since it would first look for the Pulumi CLI.
 */
export async function verifyInstalled(
  cwd: string,
  stack: string,
  region: string | undefined,
): Promise<FirstVerify> {
  const folder = resolve(cwd);
  const path = installedIn(folder);
  if (path === undefined || !existsSync(path))
    return { why: "the package is not installed in this folder yet" };
  const problem = await identityProblem(region, AbortSignal.timeout(identityMs));
  if (problem !== null) return { why: problem };
  return run(folder, [path, "verify", "--stack", stack, "--cwd", folder, "--json"]);
}

async function run(cwd: string, words: readonly string[]): Promise<FirstVerify> {
  const { execa } = await import("execa");
  const { stdout } = await execa(process.execPath, words, {
    ...{ cwd, reject: false, stdin: "ignore" as const, timeout: verifyMs },
  });
  const printed = printedSchema.safeParse(jsonIn(stdout)).data ?? {};
  if (printed.findings) return { findings: printed.findings };
  return { why: printed.found ?? "`verify` ended without an answer" };
}

/** Its findings, or why it has none. */
const printedSchema = z.object({
  findings: z.array(z.looseObject({})).optional(),
  found: z.string().optional(),
});

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
