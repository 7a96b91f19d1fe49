import { expect } from "chai";
import { createNotifier } from "../../../../automation/adapters/notify/notifier";
import { event, one, outletsWith } from "./outlets";

describe("a receiver that a parameter names", () => {
  it("is the topic or bus whose ARN it holds", async () => {
    const topic = "arn:aws:sns:eu-central-1:123456789012:releases.fifo";
    const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/releases";
    const { outlets, published, put } = outletsWith({ "/topic": `${topic}\n`, "/bus": bus });
    const notifier = createNotifier(outlets, {});
    await notifier.deliver(one({ to: "sns", topic: "/topic" }), event);
    await notifier.deliver(one({ to: "eventbridge", bus: "/bus" }), event);
    expect(published.map((message) => [message.topic, message.group])).to.deep.equal([
      [topic, "dev"],
    ]);
    expect(put.map((sent) => sent.bus)).to.deep.equal([bus]);
    const wrong = outletsWith({ "/topic": "https://canary", "/bus": topic });
    const answers = [
      await createNotifier(wrong.outlets, {}).deliver(one({ to: "sns", topic: "/topic" }), event),
      await createNotifier(wrong.outlets, {}).deliver(
        one({ to: "eventbridge", bus: "/bus" }),
        event,
      ),
      await createNotifier(wrong.outlets, {}).deliver(one({ to: "sns", topic: "/none" }), event),
    ];
    expect(answers.map(({ answer }) => answer)).to.deep.equal([
      "the value of /topic must be the ARN of an SNS topic, such as `arn:aws:sns:eu-central-1:123456789012:releases`",
      "the value of /bus must be the ARN of an event bus, such as `arn:aws:events:eu-central-1:123456789012:event-bus/releases`",
      "there is no /none",
    ]);
    expect([wrong.published, wrong.put]).to.deep.equal([[], []]);
  });
});
