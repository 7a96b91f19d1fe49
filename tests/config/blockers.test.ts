import { config } from "./samples";
import { knows } from "./limit";

const blocked = (...alarms: unknown[]) => ({ ...config(), blockers: { alarms } });
const arn = (name: string) => `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`;
const first = "`blockers.alarms.0`";
const noArn =
  "must be the name of an alarm, or an ARN such as `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:payments-down`";

describe("the settings check, about blockers,", () => {
  knows({
    "alarms are named as CloudWatch does, or by ARN": {
      pass: [
        blocked("payments down: 5xx", "é"),
        blocked("a".repeat(255)),
        blocked(arn("payments:down"), arn("a".repeat(255))),
        blocked("arn-of-nothing"),
      ],
      fail: [
        [blocked(""), `${first} has 0 characters; a name has 1 to 255`],
        [blocked("a".repeat(256)), `${first} has 256 characters; a name has 1 to 255`],
        [
          blocked("a\nb"),
          `${first} must have no control characters, such as line breaks, found \`a\nb\``,
        ],
        [blocked(arn("")), `${first} ${noArn}, found \`${arn("")}\``],
        [blocked("arn:aws:sns:x"), `${first} ${noArn}, found \`arn:aws:sns:x\``],
        [
          blocked("arn:aws:cloudwatch:cn-north-1:123456789012:alarm:a"),
          `${first} is an ARN that names a region of another partition; in that region ARNs begin with \`arn:aws-cn:\``,
        ],
        [blocked(7), `${first} must be text (in quotes, if it looks like a number), found 7`],
      ],
    },
    "there is at least one, and each is named once": {
      pass: [blocked("a", "b")],
      fail: [
        [blocked(), "`blockers.alarms` must have at least 1 entry, found 0"],
        [{ ...config(), blockers: {} }, "`blockers.alarms` is required"],
        [blocked("a", "a"), "`blockers.alarms.1` names a twice"],
      ],
    },
  });
});
