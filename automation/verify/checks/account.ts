import { DeployError } from "../../world/errors";
import type { Identity } from "../../world/inspector";
import type { Inventory } from "../../../release/inventory";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether there are credentials, and whether they are for the stack's account and region. */
export const account: Check = {
  name: "account",
  fast: true,
  async look({ inspector, environment }) {
    try {
      const identity = await inspector.identity();
      return judge("credentials", identity, (found) =>
        judgeAccount(found, environment?.inventory ?? null),
      );
    } catch (error) {
      // Without credentials nothing else can be checked or done.
      if (error instanceof DeployError) return [failing("credentials", error.found, error.next)];
      throw error;
    }
  },
};

/** `inventory` is null before the first `up`; an old one does not record its account. */
export function judgeAccount(
  { account: found, arn, region }: Identity,
  inventory: Pick<Inventory, "account" | "region"> | null,
): Judgement[] {
  const recorded = inventory?.account;
  return [
    recorded !== undefined && recorded !== found
      ? failing(
          "account",
          `the stack is in account ${recorded}, but these credentials are for ${found} (${arn})`,
          `use credentials for ${recorded}, such as another AWS_PROFILE or role`,
        )
      : ok("account", `${found}, as ${arn}`),
    inventory && inventory.region !== region
      ? failing(
          "region",
          `the stack is in ${inventory.region}, but the settings say ${region}`,
          `set \`aws:region\` back to ${inventory.region}; an environment in another region needs its own stack`,
        )
      : ok("region", region),
  ];
}
