import { RunError } from "@pulumi/pulumi";
import type { ServingChanges } from "../config/servingChanges";

/** A refusal of the program; the deployer reads its parts, the plain CLI prints the message. */
export class Refusal extends RunError implements ServingChanges {
  readonly found: string;
  readonly problems: string[];
  readonly next: string;

  constructor({ found, problems, next }: ServingChanges) {
    const lines = problems.map((problem) => `- ${problem}`);
    const end = lines.length > 0 ? ":" : "";
    super([`This \`up\` was refused: ${found}${end}`, ...lines, `Next: ${next}`].join("\n"));
    this.found = found;
    this.problems = problems;
    this.next = next;
  }
}
