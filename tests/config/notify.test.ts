import { expect } from "chai";
import { eventVerbs, namedReceivers, notifyArns, notifyReferences } from "../../config/notify";
import { config, problemsOf, settingsOf } from "./samples";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf";
const canary = "https://hooks.slack.com/services/T0/B0/canary";
const found = (...notify: unknown[]) => problemsOf({ ...config(), notify });

describe("the receivers in the settings", () => {
  it("get every event unless `on` says less", () => {
    const { notify } = settingsOf({
      ...config(),
      notify: [
        { to: "slack", url: "/a" },
        { to: "github" },
        { to: "slack", url: "/b", on: ["done"] },
      ],
    });
    expect(notify.map(({ on }) => on)).to.deep.equal([
      [...eventVerbs],
      eventVerbs.filter((verb) => verb !== "settingsWaiting"),
      ["done"],
    ]);
  });

  it("never show what was written in place of a reference, an ARN or a kind", () => {
    const kinds =
      "an SSM parameter, such as `/prod/users/password`, or the ARN of a parameter or of a Secrets Manager secret";
    const ifSecret =
      "the value begins with neither `/` nor `arn:`; if this is the secret itself, store it in SSM or Secrets " +
      "Manager, and rotate it if it was committed";
    const wrong = [
      [{ to: "slack", url: canary }, `\`notify.0.url\` must be ${kinds}; ${ifSecret}`],
      [
        { to: "webhook", url: "/a", secret: "whsec_canary" },
        `\`notify.0.secret\` must be ${kinds}; ${ifSecret}`,
      ],
      [{ to: "github", token: "ghp_canary" }, `\`notify.0.token\` must be ${kinds}; ${ifSecret}`],
      [
        { to: "sns", topic: canary },
        "`notify.0.topic` must be the ARN of an SNS topic, such as `arn:aws:sns:eu-central-1:123456789012:releases`, " +
          "or an SSM parameter that holds it, such as `/prod/notify/arn`",
      ],
      [
        { to: "eventbridge", bus: "canary" },
        "`notify.0.bus` must be the ARN of an event bus, such as " +
          "`arn:aws:events:eu-central-1:123456789012:event-bus/releases`, or an SSM parameter that holds it, " +
          "such as `/prod/notify/arn`",
      ],
      [
        { to: "sns", topic: `arn:aws:ssm:eu-central-1:12:parameter/canary` },
        "`notify.0.topic` is an ARN without an account of 12 digits",
      ],
      [
        { to: "github", repository: canary },
        "`notify.0.repository` must be the owner and name of a repository, such as `org/shop`",
      ],
      [{ to: canary }, "`notify.0.to` must be one of slack, webhook, sns, eventbridge or github"],
      [
        canary,
        "`notify.0` must be a map of keys and values; known keys: to, url, on, secret, topic, bus, repository and token",
      ],
    ] as const;
    for (const [receiver, problem] of wrong) {
      expect(found(receiver), JSON.stringify(receiver)).to.deep.equal([problem]);
    }
    expect(problemsOf({ ...config(), notify: canary })).to.deep.equal(["`notify` must be a list"]);
  });

  it("need what their kind needs, and take no more", () => {
    expect(found({ to: "webhook", url: "/a" })).to.deep.equal(["`notify.0.secret` is required"]);
    expect(found({ to: "slack", url: "/a", on: [] })).to.deep.equal([
      "`notify.0.on` must have at least 1 entry",
    ]);
    expect(found({ to: "slack", url: "/a", on: ["done", "held", "done"] })).to.deep.equal([
      "`notify.0.on.2` names done twice",
    ]);
    expect(found({ to: "slack", url: "/a", on: ["strated"] })).to.deep.equal([
      `\`notify.0.on.0\` must be one of ${eventVerbs.slice(0, -1).join(", ")} or settingsWaiting`,
    ]);
    expect(found({ to: "github", on: ["settingsWaiting"] })).to.have.length(1);
    expect(found({ to: "slack", url: "/a", topic: "x" })).to.deep.equal([
      "`notify.0.topic` is only valid with `to` sns",
    ]);
    const topic = `arn:aws:sns:eu-central-1:123456789012:${"t".repeat(256)}`;
    expect(found({ to: "sns", topic })).to.deep.equal([]);
    expect(found({ to: "sns", topic: `${topic}t` })).to.have.length(1);
    expect(found({ to: "sns", topic: topic.replace("aws:", "aws-cn:") })).to.have.length(1);
  });

  it("are reached through what policies name", () => {
    const { notify } = settingsOf({
      ...config(),
      notify: [
        { to: "slack", url: "/a" },
        { to: "webhook", url: "/a", secret: `${secret}:key::` },
        { to: "github", token: `${secret}:token::` },
        { to: "sns", topic: "arn:aws:sns:eu-central-1:123456789012:releases" },
      ],
    });
    const arn = (service: string, resource: string) => `${service} ${resource}`;
    expect(notifyReferences(notify)).to.deep.equal(["/a", `${secret}:key::`, `${secret}:token::`]);
    expect(notifyArns(notify, arn)).to.deep.equal({
      topics: ["arn:aws:sns:eu-central-1:123456789012:releases"],
      buses: [],
      parameters: ["ssm parameter/a"],
      secrets: [secret],
    });
  });

  it("may be any topic and bus of the region where only a parameter says which", () => {
    const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/bus";
    const { notify } = settingsOf({
      ...config(),
      notify: [
        { to: "sns", topic: "/topic" },
        { to: "eventbridge", bus: parameter },
      ],
    });
    expect(notifyReferences(notify)).to.deep.equal(["/topic", parameter]);
    const arn = (service: string, resource: string) => `${service} ${resource}`;
    expect(notifyArns(notify, arn)).to.deep.equal({
      ...{ topics: ["sns *"], buses: ["events event-bus/*"], secrets: [] },
      parameters: [parameter, "ssm parameter/topic"],
    });
    expect(namedReceivers(notify)).to.deep.equal({ topics: [], buses: [] });
  });
});
