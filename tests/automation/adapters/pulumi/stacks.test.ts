import { expect } from "chai";
import { readLastConfig } from "../../../../automation/adapters/pulumi/stacks";

const value = (text: string, secret = false) => ({ value: text, secret });
const services = { users: { host: "users-pr-7" } };

/** As `pulumi stack history --json` prints it, newest first; shortened. */
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
  it("is the newest update's, also of one that failed, without secrets and other namespaces", () => {
    expect(readLastConfig(history, "bluegreen")).to.deep.equal({
      expiresAt: "2026-01-31T12:00:00Z",
      protect: "true",
      services,
    });
  });

  it("is unknown before the first", () => {
    expect(readLastConfig([], "bluegreen")).to.equal(undefined);
    expect(readLastConfig([{ kind: "refresh", config: {} }], "bluegreen")).to.equal(undefined);
  });
});
