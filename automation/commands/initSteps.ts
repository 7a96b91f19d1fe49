import { normalize } from "node:path/posix";
import { bluegreen } from "../course/commandLines";
import { shellLine } from "../course/shellLine";
import type { Finding } from "../verify/finding";
import { describeFindings } from "../verify/table";
import type { FirstVerify } from "../world/repository";
import type { PackageManager } from "../edit/init/packageManager";
import type { InitOptions } from "./initFlags";

/** What the commands to run next depend on. */
export interface Next extends Pick<InitOptions, "cwd" | "stack"> {
  manager: PackageManager;
  /** What has to be installed by its name, since package.json does not have it; null: it does. */
  archive: string | null;
}

/** A command of the package, from the folder where `init` was run. */
export function inFolder({ cwd, manager }: Next, command: string): string {
  return `${goTo(cwd)}${manager.run} ${command}`;
}

/** What is to be run next: `verify`, until it has nothing against the first `up`. */
export function stepsAfter(
  verified: FirstVerify | undefined,
  { cwd, stack, manager, archive }: Next,
): { lines: string[]; json: object } {
  const there = goTo(cwd);
  const verify = `${manager.run} ${bluegreen("verify", stack)}`;
  const up = bluegreen("up", stack);
  const then = `${manager.run} ${up}`;
  if (verified && "findings" in verified) {
    // That there is no environment yet is no problem here.
    const findings = (verified.findings as Finding[]).filter(({ todo }) => todo !== up);
    const failed = findings.some(({ status }) => status === "error");
    const next = failed ? `fix what has failed, then: ${there}${verify}` : `${there}${then}`;
    return { lines: [describeFindings(findings), `next: ${next}`], json: { verified, next } };
  }
  const into = there === "" ? "this folder" : shellLine([cwd]);
  const next =
    archive === null
      ? `${there}${manager.install} && ${verify}`
      : `copy ${archive} into ${into}, then: ${there}${manager.add(archive)} && ${verify}`;
  const why = verified === undefined ? [] : [`not verified: ${verified.why}`];
  return {
    lines: [...why, `next: ${next}`, `then: ${then}`],
    json: { ...(verified && { verified }), next, then },
  };
}

export function regionIn(text: string): string | undefined {
  return /^\s+"?aws:region"?:\s*"?([a-z0-9-]+)/m.exec(text)?.[1];
}

/** Empty for the folder where the command runs. */
function goTo(folder: string): string {
  if (normalize(`${folder}/`) === "./") return "";
  return `${shellLine(["cd", ...(folder.startsWith("-") ? ["--"] : []), folder])} && `;
}
