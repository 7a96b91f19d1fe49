import { definitionDifferences, differences, said } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import {
  type CurrentRelease,
  type Definition,
  definitionOf,
  type FleetSettings,
  otherColor,
  type ReleaseState,
  serviceState,
} from "../../release/state";
import type { Update, Verb } from "../history/update";
import { withoutVariables } from "../world/variables";
import type { Origin, RecordedDefinition, ReleaseRecord } from "./schema";

/** An `up` of a release, as history has it or as a deployer has seen it. */
export interface TimedUp extends Pick<Update, "result" | "startedMs" | "endedMs" | "wanted"> {
  verb: Verb;
  from: Origin;
}

type OfUps = Pick<
  ReleaseRecord,
  "kind" | "urgent" | "services" | "ups" | "phases" | "shares" | "deployers" | "approval"
>;

/**
 * What the states of a release's `up`s say, in order.
 *
 * @param before the deployed state before the first of them; null: unknown
 */
export function ofUps(
  ups: readonly TimedUp[],
  before: ReleaseState | null,
  settings: Pick<Settings, "services">,
): OfUps {
  const states = [...(before ? [before] : []), ...ups.flatMap(({ wanted }) => wanted ?? [])];
  const first = states.find(({ current }) => current !== null);
  const succeeded = ups.filter(({ result }) => result === "succeeded");
  const last = succeeded.findLast(({ wanted }) => wanted !== null)?.wanted ?? before ?? first;
  return {
    kind: first?.current?.rollsBack
      ? "rollback"
      : first?.current?.leaves
        ? "decommission"
        : "release",
    urgent: states.findLast(({ current }) => current?.urgent)?.current?.urgent ?? null,
    services: first && last ? servicesOf(first, last, settings) : [],
    ups: ups.map(({ verb, startedMs, endedMs, result, from }) => ({
      ...{ verb, startedAt: iso(startedMs), result, from },
      seconds: endedMs === null ? null : (endedMs - startedMs) / 1000,
    })),
    phases: changes(
      succeeded.flatMap((up) =>
        up.wanted ? [{ at: atEnd(up), phase: up.wanted.current?.phase ?? ("idle" as const) }] : [],
      ),
      ({ phase }) => phase,
    ),
    shares: first ? sharesOf(succeeded, first.current!) : [],
    deployers: deployersOf(states),
    approval: approvalOf(states),
  };
}

function approvalOf(states: readonly ReleaseState[]): ReleaseRecord["approval"] {
  const approval = states.findLast(({ current }) => current?.approval?.asked)?.current?.approval;
  if (!approval?.asked) return null;
  const { asked, begunBy, decided } = approval;
  return {
    ...{ definition: asked.definition, askedAt: asked.at, expiresAt: asked.expiresAt },
    begunBy: begunBy.name,
    decided: decided
      ? {
          ...{ is: decided.is, at: decided.at, by: decided.by.name },
          isChecked: decided.by.known === "checked",
        }
      : null,
  };
}

function servicesOf(
  first: ReleaseState,
  last: ReleaseState,
  { services: all }: Pick<Settings, "services">,
): ReleaseRecord["services"] {
  const { leaves, services } = first.current!;
  return Object.entries(services).map(([name, { candidate, sizes, worker }]) => {
    const { fleets } = serviceState(first, name);
    const old = otherColor(candidate);
    const served = fleets[old].size > 0 || (sizes?.[old] ?? 0) > 0;
    const before = served ? definitionOf(fleets[old]) : null;
    const after = leaves ? null : definitionOf(fleets[candidate]);
    return {
      name,
      worker: worker !== undefined || all[name]?.kind === "worker",
      candidate: leaves ? null : candidate,
      before: before && recorded(before),
      after: after && recorded(after),
      changes: changedSettings(all[name], before, after),
      serving: servingIn(last, name),
    };
  });
}

function servingIn(
  state: ReleaseState,
  name: string,
): ReleaseRecord["services"][number]["serving"] {
  const { activeColor, fleets } = serviceState(state, name);
  if (activeColor === null) return { color: null, image: null, tag: null, size: 0 };
  const { image, size, label } = fleets[activeColor];
  return { color: activeColor, image, tag: label?.tag ?? null, size };
}

function recorded({ image, label, settings }: Definition): RecordedDefinition {
  return {
    ...{ image, tag: label?.tag ?? null, release: label?.release ?? null },
    settings: settings ? (withoutVariables(settings) as FleetSettings) : null,
  };
}

function changedSettings(
  service: ServiceSettings | undefined,
  before: Definition | null,
  after: Definition | null,
): ReleaseRecord["services"][number]["changes"] {
  if (!before?.settings || !after?.settings) return [];
  const found = service
    ? definitionDifferences(service, before.settings, after.settings)
    : differences(before.settings, after.settings);
  return found.map(({ key, from, to }) => {
    const shown = (value: unknown) =>
      value === undefined ? null : said(withoutVariables(value, key.split(".")));
    return { key, from: shown(from), to: shown(to) };
  });
}

/** A worker has no share: no traffic reaches it. */
function sharesOf(
  succeeded: readonly TimedUp[],
  { leaves, services }: CurrentRelease,
): ReleaseRecord["shares"] {
  if (leaves) return [];
  return Object.entries(services)
    .filter(([, { worker }]) => worker === undefined)
    .flatMap(([service, { candidate }]) => {
      const found = succeeded.flatMap((up) => {
        if (!up.wanted) return [];
        const percent = shareIn(up.wanted, service, candidate);
        return [{ at: atEnd(up), service, percent }];
      });
      return changes(found, ({ percent }) => percent);
    });
}

function shareIn({ current, services }: ReleaseState, name: string, candidate: string): number {
  switch (current?.phase) {
    case "defined":
    case "staged":
    case "returning":
      return 0;
    case "canary":
      return current.services[name]?.share ?? 0;
    case "switched":
    case "retired":
      return 100;
    case undefined:
      return services[name]?.activeColor === candidate ? 100 : 0;
  }
}

function deployersOf(states: readonly ReleaseState[]): ReleaseRecord["deployers"] {
  const all = states.flatMap(({ current }) =>
    current ? [{ owner: current.owner, since: current.ownedAt ?? current.startedAt }] : [],
  );
  return changes(all, ({ owner }) => owner);
}

/** Those that differ from the one before. */
function changes<T>(all: readonly T[], of: (one: T) => unknown): T[] {
  return all.filter((one, index) => index === 0 || of(one) !== of(all[index - 1]!));
}

const atEnd = ({ startedMs, endedMs }: TimedUp) => iso(endedMs ?? startedMs);

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
