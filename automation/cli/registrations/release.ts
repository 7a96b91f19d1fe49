import type { DeployOptions, StackOptions } from "../../commands/options";
import type { PlanOptions } from "../../commands/plan";
import type { CompareOptions } from "../../commands/compare";
import type { RecordOptions } from "../../commands/recorded";
import { collect, commandLine, keepingRecord, takingImages } from "./options";
import { type Commands, orApplied, summarized } from "./program";

const lazyCompare = () =>
  require("../../commands/compare") as typeof import("../../commands/compare");
const lazyDeploy = () => require("../../commands/deploy") as typeof import("../../commands/deploy");
const lazyPromote = () =>
  require("../../commands/promote") as typeof import("../../commands/promote");
const lazyRecorded = () =>
  require("../../commands/recorded") as typeof import("../../commands/recorded");
const lazyPlan = () => require("../../commands/plan") as typeof import("../../commands/plan");

const image = "example.com/users:1.4.0";

/** `plan`, `deploy`, `promote` and `compare`: preview a release, run it, end a step of its canary, measure its candidate. */
export function releaseCommands({ add, perform }: Commands): void {
  const release = (name: string, does: string, examples: readonly string[]) =>
    takingImages(add(name, { group: "Release:", does, examples }))
      .option("--restart", "release even if nothing differs from production", false)
      .option("--force-from-broken", "release even if production is down", false);
  release("plan", "show what a release would do; changes nothing", [
    `plan --stack dev --service users --image ${image}`,
    "plan --stack dev --file release.yaml --only-changed --markdown",
  ])
    .option("--markdown", "print the plan as a comment for a pull request", false)
    .action((options: PlanOptions) =>
      perform(
        { ...options, comment: options.markdown ? "plan" : undefined },
        ({ run, summarize }) => lazyPlan().plan(run(), options, summarize),
        { orApplied: false, summary: "plan" },
      ),
    );
  keepingRecord(
    release("deploy", "release new versions in six steps, with automatic rollback", [
      `deploy --stack dev --service users --image ${image}`,
      "deploy --stack prod --file release.yaml --only-changed",
      "deploy --stack dev --service users --restart --report pages",
    ]).option("--wait", "wait for a release in progress to end, for up to an hour", false),
  ).action((options: DeployOptions & RecordOptions) =>
    perform(
      options,
      (session) =>
        lazyRecorded().recorded({ session, options, command: commandLine() }, (run) =>
          lazyDeploy().deploy(run, options, session.machine),
        ),
      summarized,
    ),
  );
  add("promote", {
    group: "Release:",
    does: "end the current step of a canary; its deployer continues with the next one",
    examples: ["promote --stack dev"],
  }).action((options: StackOptions) =>
    perform(options, ({ run, machine }) => lazyPromote().promote(run(), machine), orApplied),
  );
  add("compare", {
    group: "Release:",
    does: "measure staged candidates side by side with production; changes nothing",
    examples: ["compare --stack dev --service users"],
  })
    .option(
      "--service <name>",
      "service to compare (default: every service of the release that has `compare`); repeatable",
      collect,
      [],
    )
    .action((options: CompareOptions) =>
      perform(options, ({ run }) => lazyCompare().compare(run(), options)),
    );
}
