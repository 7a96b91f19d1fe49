import { expect } from "chai";
import { readLastConfig } from "../../../../automation/adapters/pulumi/stacks";

const value = (text: string, secret = false) => ({ value: text, secret });
const services = { users: { host: "users-pr-7" } };

/** Shortened output of `pulumi stack history --json`, newest first. */
const history = [
  { kind: "destroy", config: {} },
  {
    kind: "update",
    result: "failed",
    config: {
      "aws:region": value("eu-central-1"),
      "bluegreen:expiresAt": value("2026-01-31T12:00:00Z"),
      "bluegreen:protect": value("true"),
      "bluegreen:services": { ...value(JSON.stringify(services)), objectValue: services },
      "bluegreen:token": value("[secret]", true),
    },
  },
  { kind: "update", result: "succeeded", config: { "bluegreen:domain": value("example.com") } },
];

describe("the config of a stack's last `up`", () => {
  it("is that of the newest one, even if it failed, without secrets and other namespaces", () => {
    expect(readLastConfig(history, "bluegreen")).to.deep.equal({
      expiresAt: "2026-01-31T12:00:00Z",
      protect: "true",
      services,
    });
  });

  it("is unknown before the first `up`", () => {
    expect(readLastConfig([], "bluegreen")).to.equal(undefined);
    expect(readLastConfig([{ kind: "refresh", config: {} }], "bluegreen")).to.equal(undefined);
  });
});
