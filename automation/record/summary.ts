import { codeBlock, codeSpan, table } from "../plan/comment";
import { glanceOf, whenOf, whyTitle } from "./glance";
import type { ReleaseRecord } from "./schema";

/** A release at a glance, in Markdown. All that others wrote is code, so that it is shown as it stands. */
export function summaryInMarkdown(record: ReleaseRecord): string {
  const { headline, noticed, changed, faster, running, cost } = glanceOf(record);
  const answers: [question: string, lines: readonly string[]][] = [
    ["Did anybody notice?", [noticed]],
    ["What changed?", changed],
    ["Is it faster or slower?", faster],
    ["What is running now?", running],
    ["What did it cost?", cost],
  ];
  const rows = answers.flatMap(([question, lines]) =>
    lines.length > 0 ? [[question, lines.map(codeSpan).join("<br>")]] : [],
  );
  const { reasons, next } = record;
  return [
    `### bluegreen: ${codeSpan(headline)}`,
    "",
    codeSpan(whenOf(record)),
    "",
    ...table(["", ""], rows),
    ...(reasons.length > 0
      ? ["", `**${whyTitle(record)}:**`, "", ...codeBlock(reasons.join("\n"))]
      : []),
    ...(next === null ? [] : ["", "**Next:**", "", ...codeBlock(next)]),
  ].join("\n");
}
