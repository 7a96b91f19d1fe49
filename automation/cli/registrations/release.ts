import { Option } from "commander";
import type { DeployOptions, StackOptions } from "../../commands/options";
import type { PlanOptions } from "../../commands/plan";
import type { ApproveOptions } from "../../commands/approve";
import type { CompareOptions } from "../../commands/compare";
import type { FreezeOptions } from "../../commands/freeze";
import type { RecordOptions } from "../../commands/recorded";
import { collect, keepingRecord, oneLine, takingImages, timeAhead, urgently } from "./options";
import { type Commands, orApplied, summarized, summarizedOrApplied } from "./program";

const lazyApprove = () =>
  require("../../commands/approve") as typeof import("../../commands/approve");
const lazyFreeze = () => require("../../commands/freeze") as typeof import("../../commands/freeze");
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
export function releaseCommands(commands: Commands): void {
  const { add, perform } = commands;
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
  const deploy = keepingRecord(
    release("deploy", "release new versions in six steps, with automatic rollback", [
      `deploy --stack dev --service users --image ${image}`,
      "deploy --stack prod --file release.yaml --only-changed",
      "deploy --stack dev --service users --restart --report pages",
    ]).option("--wait", "wait for a release in progress to end, for up to an hour", false),
  );
  urgently(deploy).action((options: DeployOptions & RecordOptions) =>
    perform(
      options,
      (session) =>
        lazyRecorded().recorded({ session, options }, (run) =>
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
  approvalCommands(commands);
}

/** `approve`, `reject`, `freeze` and `unfreeze`: whether production may reach a candidate now. */
function approvalCommands({ add, perform }: Commands): void {
  const group = "Release:";
  const id = ["--release <id>", "the release, as `status` and `deploy` print it"] as const;
  add("approve", {
    group,
    does: "approve a release that waits for it; `resume` then continues",
    examples: ["approve --stack prod --release r-0a1b2c3d"],
  })
    .requiredOption(...id)
    .action((options: ApproveOptions) =>
      perform(options, ({ run }) => lazyApprove().approve(run(), options), orApplied),
    );
  keepingRecord(
    add("reject", {
      group,
      does: "refuse a release that waits for approval, and stop its candidate",
      examples: ["reject --stack prod --release r-0a1b2c3d"],
    }).requiredOption(...id),
  ).action((options: ApproveOptions & RecordOptions) =>
    perform(
      options,
      (session) =>
        lazyRecorded().recorded({ session, options }, (run) => lazyApprove().reject(run, options)),
      summarizedOrApplied,
    ),
  );
  add("freeze", {
    group,
    does: "let no release begin or switch for a while; rolling back stays possible",
    examples: [
      "freeze --stack prod --until 2h --reason incident-4711",
      "freeze --stack prod --until 2027-01-02T08:00:00Z --reason holidays",
    ],
  })
    .addOption(
      new Option("--until <time>", "2026-01-31T18:00:00Z, or how long: 90m, 2h, 3d")
        .argParser(timeAhead)
        .makeOptionMandatory(),
    )
    .requiredOption("--reason <text>", "what whoever is kept waiting reads", oneLine)
    .action((options: FreezeOptions) =>
      perform(options, ({ run }) => lazyFreeze().freeze(run(), options), orApplied),
    );
  add("unfreeze", {
    group,
    does: "end a freeze before its time",
    examples: ["unfreeze --stack prod"],
  }).action((options: StackOptions) =>
    perform(options, ({ run }) => lazyFreeze().unfreeze(run()), orApplied),
  );
}
