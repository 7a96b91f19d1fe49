import { expect } from "chai";
import { judgeAccess } from "../../../automation/verify/checks/testAccess";

const testName = "users-test.example.com";

describe("a test name", () => {
  it("that is public is a warning of `verify`", () => {
    expect(judgeAccess({ testName }, "dev")).to.deep.equal([
      {
        subject: testName,
        status: "warning",
        found: "anyone can reach a new version under this name before it has passed its tests",
        todo:
          "set `testAccess: { type: link }` in Pulumi.dev.yaml, make each `test.command` send the headers in `TEST_HEADERS` (JSON), then: " +
          "bluegreen up --stack dev",
      },
    ]);
  });

  it("that is restricted is fine, and a worker has none", () => {
    const found = (access: Parameters<typeof judgeAccess>[0]) =>
      judgeAccess(access, "dev").map((one) => `${one.status}: ${one.found}`);
    expect(found({ testName, testAccess: { type: "link", generation: 1 } })).to.deep.equal([
      "ok: open to anyone with the link",
    ]);
    const cidrs = ["192.0.2.0/24", "198.51.100.0/24"];
    expect(found({ testName, testAccess: { type: "network", cidrs } })).to.deep.equal([
      "ok: open to 192.0.2.0/24, 198.51.100.0/24",
    ]);
    expect(found({ testName, public: false })).to.deep.equal([
      "ok: open to the service's own tasks",
    ]);
    expect(found({})).to.deep.equal([]);
  });
});
