import { expect } from "chai";
import { awsProvider } from "../../localCloud/providers/awsProvider";
import { controlApi, refusal } from "./fixture";

describe("the local cloud's AWS provider", () => {
  const api = controlApi();
  beforeEach(() => (process.env.BLUEGREEN_LOCAL_CLOUD = api.fixture.cloud.controlUrl));
  afterEach(() => delete process.env.BLUEGREEN_LOCAL_CLOUD);

  const invoke = () => awsProvider.invoke!("aws:route53/getZone:getZone", { name: "none.test" });

  it("answers a refused function call without a stack trace", async () => {
    const reason = "NoMatchingHostedZone: no matching Route 53 Hosted Zone found";
    expect(await invoke()).to.deep.equal({ failures: [{ property: "", reason }] });
  });

  it("fails if there is no cloud to ask", async () => {
    delete process.env.BLUEGREEN_LOCAL_CLOUD;
    expect(await refusal(invoke())).to.equal(
      "BLUEGREEN_LOCAL_CLOUD is not set; providers are started by the local cloud",
    );
  });
});
