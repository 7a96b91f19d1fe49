import { expect } from "chai";
import { summary } from "../../../rehearsal/report/summary";
import { exampleFacts, withFailures, withLongRequests } from "./exampleFacts";
import { goldenIn } from "../../support/golden";

const expectGolden = goldenIn(__dirname);

describe("the summary of a rehearsal", () => {
  it("describes a release that no client noticed", () => {
    expectGolden("ok.txt", summary(exampleFacts()));
  });

  it("counts streams that the stop closed apart from failures", () => {
    expectGolden("long-requests.txt", summary(withLongRequests(exampleFacts())));
  });

  it("describes failed, retried and skipped requests", () => {
    const facts = withFailures(exampleFacts());
    facts.traffic.retriedOnClosedConnection = 2;
    facts.traffic.skipped = 1500;
    expectGolden("failures.txt", summary(facts));
  });

  it("says that Pulumi's calls took as long as AWS's", () => {
    const plain = summary(exampleFacts()).split("\n");
    const paced = summary({ ...exampleFacts(), awsTimes: true }).split("\n");
    expect(paced.filter((line) => !plain.includes(line))).to.deep.equal([
      "with --aws-times: Pulumi's calls took as long as measured with the AWS provider, 15 s for a record " +
        "and 60 s for a load balancer",
    ]);
  });

  it("says why a bad image was rejected", () => {
    const facts = exampleFacts();
    facts.variant = "bad-health";
    facts.deployer = {
      ok: false,
      outcome: "rolledBack",
      steps: facts.deployer.steps.slice(0, 2),
      upSeconds: [5.9, 6],
      drainSeconds: null,
      canary: [],
      reasons: ["users green did not become healthy", "target 10.0.3.4:8080: status 500"],
    };
    facts.production.digest = facts.digests.before;
    facts.traffic.services.users!.versions.pop();
    expectGolden("refused.txt", summary(facts));
  });
});
