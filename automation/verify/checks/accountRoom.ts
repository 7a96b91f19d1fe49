import { isEmptyState } from "../../adapters/pulumi/engineState";
import { raiseQuotas, roomProblems } from "../../world/accountRoom";
import { type Check, judge } from "../check";
import { failing, ok } from "../finding";

/** Whether the account's quotas have room for an environment that was not brought up yet. */
export const accountRoom: Check = {
  name: "quotas",
  fast: false,
  async look({ inspector, environment, stack }) {
    // What an interrupted `up` has created is in use already.
    if (environment || !isEmptyState(await stack.engineState())) return [];
    return judge("account", await inspector.accountRoom(), (room) => {
      const problems = roomProblems(stack.settings, room);
      return problems.length === 0
        ? [ok("account", "has room for the first `up`, as far as its quotas could be read")]
        : problems.map((problem) => failing("account", problem, raiseQuotas));
    });
  },
};
