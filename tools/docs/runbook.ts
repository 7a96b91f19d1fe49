/** docs/RUNBOOK.md: its chapters of exit codes, phases and steps, which `bluegreen explain` prints too. */
import { type Explanation, explanations } from "../../automation/course/explain";
import { inMarkdown } from "../../automation/course/explained";

const kinds: readonly Explanation["kind"][] = ["exit", "phase", "step"];

const begin = (kind: string) =>
  `<!-- generated: ${kind} (npm run docs) -->\n<!-- prettier-ignore-start -->`;
const end = (kind: string) => `<!-- prettier-ignore-end -->\n<!-- end: ${kind} -->`;

/** The runbook with its generated chapters as they are to be; the rest of it is kept. */
export function withGenerated(runbook: string): string {
  return kinds.reduce(withChapter, runbook);
}

function withChapter(runbook: string, kind: Explanation["kind"]): string {
  const [before, after] = around(runbook, kind);
  const chapter = explanations()
    .filter((one) => one.kind === kind)
    .map((one) => inMarkdown(one));
  return [before, ...chapter.map((text) => `\n\n${text}`), "\n\n", after].join("");
}

function around(runbook: string, kind: string): [before: string, after: string] {
  const from = runbook.indexOf(begin(kind));
  const to = runbook.indexOf(end(kind));
  if (from < 0 || to < from) {
    throw new Error(`docs/RUNBOOK.md needs these lines:\n${begin(kind)}\n${end(kind)}`);
  }
  return [runbook.slice(0, from + begin(kind).length), runbook.slice(to)];
}
