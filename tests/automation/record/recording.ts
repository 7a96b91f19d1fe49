import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandResult } from "../../../automation/commands/result";
import { recorded } from "../../../automation/commands/recorded";
import { type ReleaseRecord, releaseRecordSchema } from "../../../automation/record/schema";
import { type Run, startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import type { serving } from "../commands/servingWorld";

/** A folder for the file of one test. */
export function recordFolder(): { file: string; text: () => string; clear: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "record-"));
  const file = join(folder, "release.json");
  return {
    file,
    text: () => readFileSync(file, "utf8"),
    clear: () => rmSync(folder, { recursive: true }),
  };
}

export interface Kept {
  record: ReleaseRecord;
  /** Undefined: the command threw. */
  result: CommandResult | undefined;
  text: string;
}

/** Runs a command in this world and reads the record that it kept. */
export async function keeping(
  world: Pick<Awaited<ReturnType<typeof serving>>, "ports" | "updates">,
  action: (run: Run) => Promise<CommandResult>,
  owner = "ann@vm:7",
): Promise<Kept> {
  const { file, text, clear } = recordFolder();
  const session = {
    run: () => startRun(world.ports, allRules, owner),
    history: () => Promise.resolve(world.updates),
    command: "bluegreen deploy --stack dev",
  };
  try {
    const result = await recorded({ session, options: { record: file } }, action).catch(
      () => undefined,
    );
    return { record: releaseRecordSchema.parse(JSON.parse(text())), result, text: text() };
  } finally {
    clear();
  }
}
