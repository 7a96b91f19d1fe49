import { expect } from "chai";
import { describeForgotten } from "../../../automation/commands/forgotten";
import { adoptNames } from "../../../release/origin";
import { emptyState } from "../../../release/state";
import { calmOrigin } from "../course/calmWorld";

describe("an `up` without the settings of a service that has adopted names", () => {
  const [users, www] = ["users.example.com", "www.example.com"];
  const before = adoptNames(emptyState, "users", { [users]: calmOrigin, [www]: calmOrigin });

  it("says that the adoption is forgotten, what stays, and how to adopt again", () => {
    expect(describeForgotten("dev", before, emptyState)).to.deep.equal([
      "users: no longer in the settings, so its adoption is forgotten; Route 53 still has users.example.com: A " +
        "192.0.2.7, TTL 300 s; www.example.com: A 192.0.2.7, TTL 300 s; to adopt again, put the settings back, then: " +
        "bluegreen up --stack dev; then: bluegreen adopt --stack dev --service users --record users.example.com " +
        "--record www.example.com",
    ]);
  });

  it("says nothing where the service stays, had none, or nothing was up before", () => {
    expect(describeForgotten("dev", before, before)).to.deep.equal([]);
    expect(describeForgotten("dev", undefined, before)).to.deep.equal([]);
    const plain = { services: { users: { ...before.services["users"]!, origin: undefined } } };
    expect(describeForgotten("dev", plain, emptyState)).to.deep.equal([]);
  });
});
