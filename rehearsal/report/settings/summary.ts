import { actsSummary, sentIn } from "../actsSummary";
import { count } from "../numbers";
import { versionRows } from "../summaryTables";
import { table } from "../table";
import type { SettingsFacts } from "./facts";
import { settingsProblems } from "./verdict";

/** What a person reads at the end. */
export function settingsSummary(facts: SettingsFacts): string {
  const problems = settingsProblems(facts);
  const versions = table(versionRows(facts), [0, 1]);
  return actsSummary(headline(facts, problems), facts, problems, versions);
}

function headline({ acts, traffic }: SettingsFacts, problems: readonly string[]): string {
  const sent = sentIn(traffic);
  return problems.length > 0
    ? `NOT OK, ${acts.length} edits of settings: ${count(traffic.failed)} of ${sent} failed`
    : `ok: ${acts.length} edits of settings, each as expected; of ${sent}, none failed`;
}
