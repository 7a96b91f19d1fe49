import { deploy } from "../../../automation/commands/deploy";
import { resume } from "../../../automation/commands/recover";
import { recorded } from "../../../automation/commands/recorded";
import type { CommandResult } from "../../../automation/commands/result";
import { type ReleaseRecord, releaseRecordSchema } from "../../../automation/record/schema";
import { type Run, startRun } from "../../../automation/runbook/run";
import type { VerifyParts } from "../../../automation/commands/verify";
import { Stopped } from "../../../automation/world/errors";
import type { RecordStore } from "../../../automation/world/recordStore";
import { allRules } from "../../../automation/world/rules";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { memoryRecords } from "./memoryRecords";

export const deployed = (run: Run) => deploy(run, { ...options, image: [imageOf("2")] });
export const resumed = (run: Run) => resume(run, { hookRan: [], hookAgain: [], ifAny: false });

/** An environment whose deployer takes its time, and the place where it keeps records. */
export async function world(store?: Partial<RecordStore>) {
  const made = await serving({ users: { ...api, alarms: ["errors"] } });
  const { ports, updates } = made;
  const apply = ports.stack.apply.bind(ports.stack);
  const stops: string[] = [];
  ports.stack.apply = async (wanted, how) => {
    await ports.clock.sleep(10_000);
    if (stops.some((verb) => how.message.includes(`: ${verb} `))) throw new Stopped("stopped");
    return apply(wanted, how);
  };
  const memory = memoryRecords();
  const records = () => ({ ...memory.store, ...store });
  const warnings: string[] = [];
  const notes: string[] = [];
  ports.reporter.warn = (text) => warnings.push(text);
  ports.reporter.note = (text) => notes.push(text);
  const base = { history: () => Promise.resolve(updates), records };
  const run = (action: (run: Run) => Promise<CommandResult>, owner = "ann@vm:7") =>
    recorded(
      {
        session: { ...base, run: () => startRun(ports, allRules, owner), command: owner },
        options: {},
      },
      action,
    ).catch((error: unknown) => error);
  const json = (release = "r-2"): ReleaseRecord =>
    releaseRecordSchema.parse(
      JSON.parse(memory.files.get(memory.store.address(release, "json")) ?? ""),
    );
  const verifyParts = () => ({ ports }) as unknown as VerifyParts;
  const machine = { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null };
  const session = {
    ...base,
    verifyParts,
    machine,
    stack: ports.stack,
    command: "bluegreen report",
  };
  const told = { warnings, notes };
  return { ...made, ...told, ...memory, stops, run, json, session };
}

/** The first deployer stops in the `up` of the switch, another one continues a minute later. */
export async function inTwoParts(made: Awaited<ReturnType<typeof world>>) {
  const output = "written by the first tests";
  made.ports.tests.run = () =>
    Promise.resolve([{ name: "GET /", ok: true, seconds: 1, reason: "", output }]);
  made.stops.push("switch");
  await made.run(deployed);
  const first = made.json();
  made.stops.length = 0;
  made.ports.tests.run = () => Promise.resolve([]);
  await made.ports.clock.sleep(60_000);
  await made.run(resumed, "bob@vm:8");
  return { first, output };
}
