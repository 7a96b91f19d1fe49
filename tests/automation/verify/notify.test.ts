import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { notify } from "../../../automation/verify/checks/notify";
import type { ReceiverView, SecretView } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";

const topic = "arn:aws:sns:eu-central-1:123456789012:releases";
const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/releases";

function look(
  receivers: object[],
  views: { url: SecretView; topic: ReceiverView; bus: ReceiverView },
) {
  const inspector = {
    ...nothingToInspect("nothing"),
    secrets: () => Promise.resolve({ value: { "/slack": views.url } }),
    receivers: () => Promise.resolve({ value: { [topic]: views.topic, [bus]: views.bus } }),
  };
  const stack = { name: "dev", settings: settingsOf({ ...config(), notify: receivers }) };
  return notify.look({ inspector, stack } as unknown as Verification);
}

const all = [
  { to: "slack", url: "/slack" },
  { to: "sns", topic },
  { to: "eventbridge", bus },
];

describe("what `notify` names, for verify,", () => {
  it("exists", async () => {
    const there = { url: { exists: true, hasKey: true }, topic: true, bus: true } as const;
    expect((await look(all, there)).map(({ status, found }) => [status, found])).to.deep.equal([
      ["ok", "parameter /slack"],
      ["ok", "the topic exists"],
      ["ok", "the event bus exists"],
    ]);
  });

  it("is an error where it is missing, or may not be looked at", async () => {
    const gone = { url: { exists: false, hasKey: false }, topic: "denied", bus: false } as const;
    expect(
      (await look(all, gone)).map(({ status, found, todo }) => [status, found, todo]),
    ).to.deep.equal([
      [
        "error",
        "there is no parameter /slack",
        "create it (`aws ssm put-parameter --type SecureString --name /slack --value ...`), or correct the " +
          "reference in `notify`",
      ],
      [
        "error",
        "these credentials may not look at the topic: access denied",
        "allow `sns:GetTopicAttributes` on it, as `bluegreen policy --stack dev --role deploy` prints",
      ],
      ["error", "there is no such event bus", "create it, or correct `notify` in the settings"],
    ]);
  });

  it("is not asked for where nobody is to be notified", async () => {
    const there = { url: { exists: true, hasKey: true }, topic: true, bus: true } as const;
    expect(await look([], there)).to.deep.equal([]);
  });
});
