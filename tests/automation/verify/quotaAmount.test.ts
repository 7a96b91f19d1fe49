import { expect } from "chai";
import { amount } from "../../../automation/verify/checks/quotas";
import { settingsQuotas, quotas } from "../../../config/quotas";

describe("what an environment needs of a quota", () => {
  it("is one of a thing, or several things", () => {
    expect([1, 2].map((count) => amount(count, "targets in one target group"))).to.deep.equal([
      ...["1 target in one target group", "2 targets in one target group"],
    ]);
    const ones = settingsQuotas.map(
      (name) => amount(1, quotas[name].what).split(/ (?:on|in|of|\()/)[0],
    );
    expect([...new Set(ones)].sort()).to.deep.equal([
      ...[
        "1 Auto Scaling group",
        "1 ECS service",
        "1 capacity provider",
        "1 certificate",
        "1 listener",
      ],
      ...["1 load balancer", "1 rule", "1 target", "1 target group", "1 task"],
    ]);
  });
});
