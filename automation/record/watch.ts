import { accessSecret } from "../../config/testAccess";
import type { Inventory } from "../../release/inventory";
import type { Color, ReleaseState } from "../../release/state";
import { partOf } from "../history/update";
import type { Run } from "../runbook/run";
import { headerCredentials } from "../world/credentialNames";
import { credentialsInState, credentialsOf } from "../world/variables";
import type {
  Alarm,
  AuthoritativeAnswer,
  Deployed,
  Observer,
  Reporter,
  Stack,
} from "../world/ports";
import type { RecordedStep, ReleaseRecord } from "./schema";
import { iso, type TimedUp } from "./ups";

/** What was seen of a run from its ports. Only ever added to. */
export interface Seen {
  readonly openedMs: number;
  /** The deployed state as it was last read before the first `up`. */
  before: ReleaseState | null;
  /** As it was last read. */
  inventory: Inventory | null;
  /** Which release each `up` was of. */
  readonly ups: (TimedUp & { id: string })[];
  readonly steps: RecordedStep[];
  readonly notes: ReleaseRecord["notes"];
  readonly lookups: { atMs: number; name: string; answers: AuthoritativeAnswer[] }[];
  readonly alarms: ReleaseRecord["alarms"];
  /** Addresses of the load balancers. */
  readonly edges: Record<Color, string[]>;
  /** Their own names. */
  readonly edgeNames: Record<Color, string>;
  /** What must not be recorded, wherever it turns up. */
  readonly secrets: Set<string>;
}

/** The same run, through ports that note what passes them. */
export function watched(run: Run): { run: Run; seen: Seen } {
  const { clock, stack, observer, reporter } = run.ports;
  const seen: Seen = {
    ...{ openedMs: clock.nowMs(), before: null, inventory: null, ups: [], steps: [], notes: [] },
    ...{ lookups: [], alarms: [], edges: { blue: [], green: [] } },
    edgeNames: { blue: "", green: "" },
    secrets: new Set(settingsSecrets(stack)),
  };
  const nowMs = () => clock.nowMs();
  const ports = {
    ...run.ports,
    stack: watchedStack(stack, seen, nowMs),
    observer: watchedObserver(observer, seen, nowMs),
    reporter: watchedReporter(reporter, seen, nowMs),
  };
  return { run: { ...run, ports }, seen };
}

type NowMs = () => number;

function watchedStack(stack: Stack, seen: Seen, nowMs: NowMs): Stack {
  const noted = (deployed: Deployed) => {
    for (const one of secretsIn(deployed)) seen.secrets.add(one);
    seen.inventory = deployed.inventory ?? seen.inventory;
    return deployed;
  };
  return {
    ...stack,
    async read() {
      const deployed = noted(await stack.read());
      if (seen.ups.length === 0) seen.before = deployed.release ?? null;
      return deployed;
    },
    async apply(wanted, options) {
      const { verb, id } = partOf(options) ?? {};
      if (!verb || id === undefined) return noted(await stack.apply(wanted, options));
      const up: Seen["ups"][number] = {
        ...{ id, verb, from: "observed", wanted, result: "in-progress" },
        ...{ startedMs: nowMs(), endedMs: null },
      };
      seen.ups.push(up);
      try {
        const deployed = noted(await stack.apply(wanted, options));
        Object.assign(up, { result: "succeeded", wanted: deployed.release ?? wanted });
        return deployed;
      } catch (error) {
        up.result = "failed";
        throw error;
      } finally {
        up.endedMs = nowMs();
      }
    },
  };
}

/** What must not be recorded or sent of what is deployed. */
export function secretsIn({ colorSecret, inventory, release }: Partial<Deployed>): string[] {
  return [
    ...(colorSecret && inventory ? accessSecrets(colorSecret, inventory) : []),
    ...(release ? credentialsInState(release) : []),
  ];
}

/** What the settings have beside the definitions: the next version's variables, and what requests are sent with. */
export function settingsSecrets({ settings }: Pick<Stack, "settings">): string[] {
  return Object.values(settings.services).flatMap((service) => {
    const requests = service.kind === "api" ? (service.compare?.requests ?? []) : [];
    return [
      ...credentialsOf(service),
      ...requests.flatMap(({ headers }) => headerCredentials(headers)),
    ];
  });
}

function accessSecrets(colorSecret: string, { services }: Inventory): string[] {
  const links = Object.entries(services).flatMap(([name, { testAccess }]) =>
    testAccess?.type === "link" ? [accessSecret(colorSecret, name, testAccess.generation)] : [],
  );
  return [colorSecret, ...links];
}

function watchedObserver(observer: Observer, seen: Seen, nowMs: NowMs): Observer {
  return {
    ...observer,
    async resolve(inventory, name) {
      const answers = await observer.resolve(inventory, name);
      const last = seen.lookups.findLast((one) => one.name === name);
      if (told(last?.answers) !== told(answers))
        seen.lookups.push({ atMs: nowMs(), name, answers });
      return answers;
    },
    async alarms(inventory, names) {
      const found = await observer.alarms(inventory, names);
      for (const alarm of found) noteAlarm(seen, alarm, nowMs());
      return found;
    },
    async edgeAddresses(inventory, edge, side, type) {
      const addresses = await observer.edgeAddresses(inventory, edge, side, type);
      if (side !== "private") seen.edgeNames[edge] = inventory.edges[edge].dnsName;
      seen.edges[edge] = [...new Set([...seen.edges[edge], ...addresses])];
      return addresses;
    },
  };
}

/** The servers answer in any order, and so do their addresses. */
function told(answers: readonly AuthoritativeAnswer[] = []): string {
  const lines = answers.map(({ server, addresses, cname, ttlSeconds, error }) =>
    JSON.stringify([server, addresses.toSorted(), cname, ttlSeconds, error]),
  );
  return lines.sort().join("\n");
}

function noteAlarm({ alarms }: Seen, { name, state, reason }: Alarm, atMs: number): void {
  if (alarms.findLast((one) => one.name === name)?.state === state) return;
  alarms.push({ at: iso(atMs), name, state, reason });
}

const mostReasons = 10;

function watchedReporter(reporter: Reporter, seen: Seen, nowMs: NowMs): Reporter {
  const note = (kind: "note" | "warning", text: string) =>
    seen.notes.push({ at: iso(nowMs()), kind, text });
  const open = () => seen.steps.findLast(({ seconds }) => seconds === null);
  return {
    stepStarted(step, name) {
      const startedAt = iso(nowMs());
      seen.steps.push({ step, name, startedAt, seconds: null, failed: false, waits: [] });
      reporter.stepStarted(step, name);
    },
    stepEnded(result) {
      const step = open();
      endWait(step, nowMs());
      if (step) Object.assign(step, { seconds: result.seconds, failed: result.failed ?? false });
      reporter.stepEnded(result);
    },
    waiting(text, remainingSeconds) {
      noteWait(open(), text, nowMs());
      reporter.waiting(text, remainingSeconds);
    },
    note(text) {
      note("note", text);
      reporter.note(text);
    },
    warn(text) {
      note("warning", text);
      reporter.warn(text);
    },
  };
}

/** A wait says what has to become true, then why it is not. */
function noteWait(step: RecordedStep | undefined, text: string, atMs: number): void {
  if (!step) return;
  const [, what = text, reason = ""] = /^(.+?): (.+)$/s.exec(text) ?? [];
  const last = step.waits.at(-1);
  endWait(step, atMs);
  if (last?.what !== what) {
    step.waits.push({ what, startedAt: iso(atMs), seconds: 0, reasons: reason ? [reason] : [] });
  } else if (reason && !last.reasons.includes(reason) && last.reasons.length < mostReasons) {
    last.reasons.push(reason);
  }
}

function endWait(step: RecordedStep | undefined, atMs: number): void {
  const last = step?.waits.at(-1);
  if (last) last.seconds = (atMs - Date.parse(last.startedAt)) / 1000;
}
