import { counted } from "../../config/plural";
import { list } from "../../config/problem";
import type { EventVerb } from "../../config/notify";
import type { ReleaseEvent } from "../world/releaseEvent";
import { versionOf } from "../world/versions";

const verbs: Readonly<Record<EventVerb, string>> = {
  started: "started",
  staged: "the candidate is running beside production",
  awaitingApproval: "waiting for approval; production is untouched",
  canary: "canary",
  switched: "production has switched",
  done: "done",
  rolledBack: "rolled back",
  paused: "paused; production is serving",
  held: "stopped: another deployer holds the stack",
  settingsWaiting: "settings wait for a release",
};

/** An event on one line, such as `dev: release r-0a1b2c3d of users 1.4.0 (sha256:…): done`. */
export function textOf(event: Omit<ReleaseEvent, "text">): string {
  const { stack, verb, release, kind, services, waiting, test, reasons } = event;
  if (test) return `${stack}: test of \`notify\`; nothing has happened`;
  if (release === null) return `${stack}: ${counted(waiting.length, "setting")} ${waits(waiting)}`;
  const what = services.map(({ name, image, tag }) =>
    image === null ? name : `${name} ${versionOf({ image, ...(tag && { label: { tag } }) })}`,
  );
  const why = reasons.length > 0 ? `: ${reasons[0]}` : "";
  return inOneLine(
    `${stack}: ${kind} ${release} of ${list(what)}: ${stateOf(event) ?? verbs[verb]}${why}`,
  );
}

function waits(waiting: readonly string[]): string {
  return `${waiting.length === 1 ? "waits" : "wait"} for a release: ${waiting.join(", ")}`;
}

function stateOf({ verb, services }: Pick<ReleaseEvent, "verb" | "services">): string | undefined {
  if (verb !== "canary") return undefined;
  const shares = services.flatMap(({ name, sharePercent }) =>
    sharePercent > 0 ? [`${sharePercent} % of ${name}`] : [],
  );
  return shares.length > 0 ? `canary with ${list(shares)}` : undefined;
}

const inOneLine = (text: string) => text.replace(/\s+/g, " ").trim();
