import { actRows } from "../fleet/tables";
import { count, seconds } from "../numbers";
import { requestRows, versionRows } from "../summaryTables";
import { table } from "../table";
import { troubles } from "../troubles";
import type { SettingsFacts } from "./facts";
import { settingsProblems } from "./verdict";

/** What a person reads at the end. */
export function settingsSummary(facts: SettingsFacts): string {
  const { acts, traffic } = facts;
  const problems = settingsProblems(facts);
  return [
    headline(facts, problems),
    "",
    ...table(requestRows({ traffic })),
    "",
    ...table(actRows(acts, [traffic])),
    "",
    ...table(versionRows({ traffic }), [0, 1]),
    ...troubles(problems, traffic.failures),
  ].join("\n");
}

function headline({ acts, traffic }: SettingsFacts, problems: readonly string[]): string {
  const took = (traffic.endedMs - traffic.startedMs) / 1000;
  const sent = `${count(traffic.requests)} requests in ${seconds(took)}`;
  return problems.length > 0
    ? `NOT OK, ${acts.length} edits of settings: ${count(traffic.failed)} of ${sent} failed`
    : `ok: ${acts.length} edits of settings, each as expected; of ${sent}, none failed`;
}
