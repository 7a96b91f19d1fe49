import { expect } from "chai";
import { documented, linesOnAwsDocs } from "../../config/awsDocs";
import { settingsReference } from "../../tools/docs/settingsReference";
import { config, problemsOf } from "./samples";

const aws = "https://docs.aws.amazon.com";

function linesOf(more: object, service: object): string[] {
  return linesOnAwsDocs(problemsOf({ ...config({ users: service }), ...more }));
}

describe("where AWS documents a setting", () => {
  it("is known only of settings that there are", () => {
    const reference = settingsReference();
    const known = (of: "service" | "environment") =>
      [...reference[of].values()].flat().map(({ key }) => key);
    for (const { of, setting } of documented()) expect(known(of)).to.include(setting);
  });

  it("follows the problems, for each setting once", () => {
    expect(
      linesOf(
        { loadBalancers: { idleSeconds: 4001 } },
        { slowStartSeconds: 1, ephemeralGiB: 900, ulimits: { nofile: { soft: -2, hard: -3 } } },
      ),
    ).to.deep.equal([
      `AWS documents what it takes as \`loadBalancers.idleSeconds\`: ${aws}/elasticloadbalancing/latest/application/` +
        "edit-load-balancer-attributes.html",
      `AWS documents what it takes as \`ulimits\`: ${aws}/AmazonECS/latest/APIReference/API_ContainerDefinition.html`,
      `AWS documents what it takes as \`ephemeralGiB\`: ${aws}/AmazonECS/latest/APIReference/API_EphemeralStorage.html`,
      `AWS documents what it takes as \`slowStartSeconds\`: ${aws}/elasticloadbalancing/latest/APIReference/` +
        "API_TargetGroupAttribute.html",
    ]);
  });

  it("is that of the nearest setting around a value", () => {
    const problems = [
      "`services.users.sidecars.otel.healthCheck.retries` must be at most 10, found 11",
      "`services.users.size.scheduled.0.min` must be at least 0, found -1",
      "`services.users.size.max` must be at least 1, found 0",
    ];
    const ofSetting = linesOnAwsDocs(problems).map((line) => /`(.*)`/.exec(line)?.[1]);
    expect(ofSetting).to.deep.equal(["sidecars.<name>.healthCheck", "size.scheduled", "size"]);
  });

  it("is not given for keys that are none, and for settings that AWS knows nothing of", () => {
    const problems = [
      "`services.users.ulimits.files` is not a known key; known keys: nofile",
      "`services.users.replicas` is called `size` here",
      "`domain` is required",
      "`approval.expiresHours` must be at most 720, found 900",
      "`services` must be a map of keys and values, found a list",
      "the file has no settings",
    ];
    expect(linesOnAwsDocs(problems)).to.deep.equal([]);
  });
});
