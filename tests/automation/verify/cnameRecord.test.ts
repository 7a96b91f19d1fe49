import { expect } from "chai";
import { judgeRecord } from "../../../automation/verify/checks/records";

const inventory = {
  edges: {
    blue: { arn: "b", dnsName: "blue.elb" },
    green: { arn: "g", dnsName: "green.elb" },
  },
};
const expected = { wanted: "blue.elb", engine: "blue.elb", inventory, stackName: "dev" };
const found = (value: string) => ({ alias: null, ttlSeconds: 60, values: [value] });

describe("the record of a name that was adopted as a CNAME", () => {
  it("is right as a CNAME of the load balancer that serves", () => {
    const judged = judgeRecord("users.x", found("Blue.elb."), { ...expected, isCname: true });
    expect(judged).to.include({ status: "ok", found: "CNAME of the blue load balancer" });
  });

  it("is found changed where it leads elsewhere, or is no CNAME any more", () => {
    const judged = judgeRecord("users.x", found("old.host"), { ...expected, isCname: true });
    expect(judged.found).to.equal("its record was changed by hand: it leads to old.host");
    const alias = { alias: "blue.elb", ttlSeconds: null, values: [] };
    expect(judgeRecord("users.x", alias, { ...expected, isCname: true }).found).to.equal(
      "its record was changed by hand: it is not a CNAME but blue.elb",
    );
  });

  it("is not right for a name that was never adopted", () => {
    expect(judgeRecord("users.x", found("blue.elb"), expected).found).to.equal(
      "its record was changed by hand: it is not an alias but blue.elb with a TTL of 60 s",
    );
  });
});
