import { normalize } from "node:path/posix";
import { bluegreen } from "../course/commandLines";
import { shellLine } from "../course/shellLine";
import type { Finding } from "../verify/finding";
import { describeFindings } from "../verify/table";
import type { FirstVerify } from "../world/repository";
import type { InitOptions } from "./initFlags";

/** What is to be run next: `verify`, until it has nothing against the first `up`. */
export function stepsAfter(
  verified: FirstVerify | undefined,
  { cwd, stack }: InitOptions,
  install: string,
): { lines: string[]; json: object } {
  const there = goTo(cwd);
  const verify = `npx ${bluegreen("verify", stack)}`;
  const up = bluegreen("up", stack);
  const then = `npx ${up}`;
  if (verified && "findings" in verified) {
    // That there is no environment yet is no problem here.
    const findings = (verified.findings as Finding[]).filter(({ todo }) => todo !== up);
    const failed = findings.some(({ status }) => status === "error");
    const next = failed ? `fix what has failed, then: ${there}${verify}` : `${there}${then}`;
    return { lines: [describeFindings(findings), `next: ${next}`], json: { verified, next } };
  }
  const next = `${there}${install} && ${verify}`;
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
export function goTo(folder: string): string {
  if (normalize(`${folder}/`) === "./") return "";
  return `${shellLine(["cd", ...(folder.startsWith("-") ? ["--"] : []), folder])} && `;
}
