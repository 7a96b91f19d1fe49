import { announced } from "../../../automation/commands/announced";
import type { CommandResult } from "../../../automation/commands/result";
import { type Announcer, announcing } from "../../../automation/events/announcer";
import type { Run } from "../../../automation/runbook/run";
import { startRun } from "../../../automation/runbook/run";
import type { Delivery } from "../../../automation/world/notifier";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";
import { allRules, type TellingRule } from "../../../automation/world/rules";
import { notify } from "../../../config/notify";
import type { serving } from "../commands/servingWorld";

type World = Awaited<ReturnType<typeof serving>>;

export interface Deployer {
  announcer: Announcer;
  run: Run;
  /** What its receiver got, and should have got. */
  told: ReleaseEvent[];
  warnings: string[];
}

/** A deployer of this world with one receiver, which finds that nothing is announced before it is recorded. */
export function deployerIn(
  world: World,
  {
    on,
    owner = "ann@vm:7",
    deliver = () => Promise.resolve({ ok: true, answer: "" }),
    broken = [],
  }: {
    on?: string[];
    owner?: string;
    deliver?: (event: ReleaseEvent) => Promise<Delivery>;
    /** What is announced too early is not kept from the receiver then. */
    broken?: readonly TellingRule[];
  } = {},
): Deployer {
  const told: ReleaseEvent[] = [];
  const warnings: string[] = [];
  const { clock, reporter, stack } = world.ports;
  const announcer = announcing({
    ...{ stack, owner, clock, secrets: ["canary-secret"] },
    reporter: { warn: (text) => void warnings.push(text) },
    receivers: notify.parse([{ to: "slack", url: "/url", ...(on && { on }) }]),
    notifier: () => ({
      deliver: (_, event) => {
        const { revision } = world.environment().release;
        if (broken.length === 0 && revision < event.revision)
          throw new Error(`${event.id} is not recorded`);
        told.push(event);
        return deliver(event);
      },
    }),
    history: () => Promise.resolve([...world.updates]),
    broken: () => broken,
  });
  const run = startRun({ ...world.ports, reporter, stack: announcer.stack }, allRules, owner);
  return { announcer, run, told, warnings };
}

export const idsOf = (told: readonly ReleaseEvent[]) => told.map(({ id }) => id);

/** Runs a command as the command line does; returns the error if it fails. */
export const ending = ({ announcer }: Deployer, command: () => Promise<CommandResult>) =>
  announced(() => [announcer], command).catch((error: unknown) => error);
