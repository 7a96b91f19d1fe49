import type { PolicyOptions } from "../../commands/policy";
import type { Commands } from "./program";

const lazyPolicy = () => require("../../commands/policy") as typeof import("../../commands/policy");
const lazyInput = () =>
  require("../../adapters/policyInput") as typeof import("../../adapters/policyInput");

/** `policy`: the rights on AWS that this deployer needs, and no more. */
export function privilegeCommands({ add, perform }: Commands): void {
  add("policy", {
    group: "Access:",
    does: "print the IAM policies that a CI role needs for this stack",
    examples: [
      "policy --stack dev --role deploy",
      "policy --stack dev --role preview --github acme/services",
    ],
  })
    .option(
      "--role <role>",
      "`deploy`, `preview`, `drift`, `preview-stacks`, `exec` for people who may use `exec`, or `boundary` and " +
        "`preview-boundary` for the roles of the tasks",
      "deploy",
    )
    .option("--account <id>", "AWS account; that of the credentials if left out")
    .option(
      "--cluster <name>",
      "exact name of the ECS cluster; needed if it is not named after project and stack",
    )
    .option("--github <owner/name>", "also print the trust policy for this repository's workflows")
    .option(
      "--environment <name>",
      "GitHub environment whose jobs assume the role; if left out, `plan-<stack>` for `preview`, " +
        "`drift-<stack>` for `drift`, `previews` and `previews-end` for `preview-stacks`, else the name of the stack",
    )
    .action((options: PolicyOptions) =>
      perform(options, async ({ stackOptions }) => {
        lazyPolicy().checkedRole(options);
        const input = await lazyInput().policyInput(stackOptions, options);
        return lazyPolicy().policy(options, input);
      }),
    );
}
