import type { PolicyOptions } from "../../commands/policy";
import type { Commands } from "./program";

const lazyPolicy = () => require("../../commands/policy") as typeof import("../../commands/policy");
const lazyInput = () =>
  require("../../adapters/policyInput") as typeof import("../../adapters/policyInput");

/** `policy`: the rights on AWS that this deployer needs, and no more. */
export function privilegeCommands({ add, perform }: Commands): void {
  add("policy", "print the IAM policies that a CI role needs for this stack")
    .option(
      "--role <role>",
      "`deploy`, `preview`, `preview-stacks`, or `boundary` for the roles of the tasks",
      "deploy",
    )
    .option("--account <id>", "AWS account; by default the one of the credentials")
    .option("--github <owner/name>", "also print the trust policy for this repository's workflows")
    .option(
      "--environment <name>",
      "GitHub environment whose jobs take the role; by default the stack's name, `drift` for `preview`, " +
        "`previews` for `preview-stacks`",
    )
    .action((options: PolicyOptions) =>
      perform(options, async ({ stackOptions }) =>
        lazyPolicy().policy(options, await lazyInput().policyInput(stackOptions, options.account)),
      ),
    );
}
