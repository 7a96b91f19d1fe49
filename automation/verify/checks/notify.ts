import { namedReceivers, notifyReferences } from "../../../config/notify";
import type { ReceiverView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";
import { judgeSecret } from "./secrets";

/** Whether what `notify` names exists. A release would go on without it, so only `verify` asks. */
export const notify: Check = {
  name: "notify",
  fast: false,
  async look({ inspector, stack }) {
    const { notify: receivers } = stack.settings;
    const references = notifyReferences(receivers);
    const { topics, buses } = namedReceivers(receivers);
    const arns = [...topics, ...buses];
    const [secrets, others] = await Promise.all([
      references.length > 0 ? inspector.secrets(references) : { value: {} },
      arns.length > 0 ? inspector.receivers(arns) : { value: {} },
    ]);
    return [
      ...judge("references", secrets, (found) =>
        references.map((one) => judgeSecret(one, one, found[one]!, "`notify`")),
      ),
      ...judge("topics and buses", others, (found) =>
        arns.map((arn) => judgeReceiver(arn, found[arn]!, stack.name)),
      ),
    ];
  },
};

export function judgeReceiver(arn: string, found: ReceiverView, stack: string): Judgement {
  const [action, what] = arn.includes(":sns:")
    ? ["sns:GetTopicAttributes", "topic"]
    : ["events:DescribeEventBus", "event bus"];
  if (found === "denied") {
    return failing(
      arn,
      `these credentials may not look at the ${what}: access denied`,
      `allow \`${action}\` on it, as \`bluegreen policy --stack ${stack} --role deploy\` prints`,
    );
  }
  return found
    ? ok(arn, `the ${what} exists`)
    : failing(arn, `there is no such ${what}`, "create it, or correct `notify` in the settings");
}
