import type { RunningShape } from "../release/inventory";
import type { CurrentRelease, ReleaseState } from "../release/state";
import { privateName } from "./calls";
import { isPrivate } from "./isPrivate";
import { productionNames, testName } from "./names";
import type { Problem } from "./problem";
import type { Settings } from "./schema";

/** Names of a service as the last `up` left them. */
export type RecordedNames = Pick<
  RunningShape,
  "public" | "productionName" | "productionNames" | "firstRecord" | "testName" | "privateName"
>;

/** All production names in a record; none for a worker. */
export function recordedNames({ productionName, productionNames }: RecordedNames): string[] {
  return productionNames ?? (productionName === undefined ? [] : [productionName]);
}

type Released = Pick<ReleaseState, "services"> & { current: CurrentRelease | null };

/** Whether a name of the service may have a record. */
function mayServe(release: Released | undefined, service: string): boolean {
  if (release?.current?.services[service]) return true;
  return (release?.services[service]?.activeColor ?? null) !== null;
}

/**
 * The name whose record is called `<service>-production`; all others are called after the name. A record
 * must never get another logical name, since Pulumi would replace it: so this follows what is recorded, not
 * the order of the names.
 */
export function firstRecord(
  names: readonly string[],
  service: string,
  release: Released | undefined,
  recorded: RecordedNames | undefined,
): string | null {
  const first = names[0] ?? null;
  if (!recorded || !mayServe(release, service)) return first;
  const known = recorded.firstRecord ?? recorded.productionName;
  const found = recorded.firstRecord === null ? null : known;
  return found !== undefined && found !== null && names.includes(found) ? found : null;
}

/** A name that an `up` may not take away or add now, and why. */
export interface NameChange {
  service: string;
  name: string;
  kind: "removed" | "added" | "private";
  problem: Problem;
}

/**
 * Names that an `up` would take away while they serve, so that clients would get 404 and then NXDOMAIN, or
 * that would change during a release.
 *
 * @param to the state that the `up` makes true; it has forgotten a name that may go
 */
export function nameChanges(
  { services, ...settings }: Settings,
  release: ReleaseState | undefined,
  recorded: Record<string, RecordedNames>,
  to: ReleaseState | undefined = release,
): NameChange[] {
  return Object.entries(services).flatMap(([service, now]): NameChange[] => {
    const known = recorded[service];
    if (now.kind !== "api" || !known || !mayServe(release, service)) return [];
    // All its names would change, and that is refused by itself (runningChanges.ts).
    if (isPrivate(now) !== (known.public === false)) return [];
    const all = { ...settings, services };
    const wanted = productionNames(all, service);
    const { removedNames = {} } = release?.services[service] ?? {};
    const mayGo = (name: string) =>
      removedNames[name]?.phase === "gone" && !to?.services[service]?.removedNames?.[name];
    const existing = [...new Set([...recordedNames(known), ...Object.keys(removedNames)])];
    const removed = existing.filter((name) => !wanted.includes(name) && !mayGo(name));
    const added = wanted.filter((name) => !recordedNames(known).includes(name));
    const test = testName(all, service);
    if (known.testName !== undefined && known.testName !== test) added.push(test);
    const of = (name: string, change: NameChange["kind"], text: string) => ({
      ...{ service, name, kind: change },
      problem: { key: `services.${service}.${change === "private" ? "host" : "hosts"}`, text },
    });
    const inside = privateName(all, service);
    const called = known.privateName;
    const during = release?.current?.services[service] ? release.current.id : null;
    return [
      ...removed.map((name) =>
        of(
          name,
          "removed",
          `no longer has ${name}, which ${mayServeStill(release, service, name)}`,
        ),
      ),
      // No service calls it any more, or none did: the program looks after that.
      ...(called === undefined || inside === null || inside === called
        ? []
        : [of(inside, "private", `would rename ${called}, which other services use to call it`)]),
      ...(during === null ? [] : added).map((name) =>
        of(name, "added", `would add ${name} during release ${during}`),
      ),
    ];
  });
}

function mayServeStill(release: ReleaseState | undefined, service: string, name: string): string {
  const { removedNames } = release?.services[service] ?? {};
  return removedNames?.[name] ? "clients may still reach" : "serves production";
}
