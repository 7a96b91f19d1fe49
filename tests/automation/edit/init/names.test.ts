import { expect } from "chai";
import { distinctNames, serviceName } from "../../../../automation/edit/init/names";

describe("the name that `init` gives a service", () => {
  it("is a label of host names, of at most 20 characters", () => {
    expect(
      ["Users_API", "9lives", "notification-service-a", "a-very-long-service-name", "日本"].map(
        serviceName,
      ),
    ).to.deep.equal([
      ...["users-api", "lives", "notification-service", "a-very-long-service", "api"],
    ]);
  });

  it("is that of no other service, and stays where it is valid", () => {
    expect(distinctNames(["user_api", "user-api", "User.API"])).to.deep.equal([
      ...["user-api-2", "user-api", "user-api-3"],
    ]);
    expect(distinctNames(["notification-service-a", "notification-service-b"])).to.deep.equal([
      ...["notification-service", "notification-servi-2"],
    ]);
    expect(distinctNames(["jobs_", "_jobs"], ["jobs"])).to.deep.equal(["jobs-2", "jobs-3"]);
  });
});
