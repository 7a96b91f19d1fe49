import { expect } from "chai";
import { awsDocs, linesOnAwsDocs } from "../../config/awsDocs";
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
    expect(known("service")).to.include.members(Object.keys(awsDocs.service));
    expect(known("environment")).to.include.members(Object.keys(awsDocs.environment));
  });

  it("follows the problems, for each setting once", () => {
    expect(
      linesOf(
        { loadBalancers: { idleSeconds: 4001 } },
        { slowStartSeconds: 1, ephemeralGiB: 900, ulimits: { nofile: { soft: -2, hard: -3 } } },
      ),
    ).to.deep.equal([
      `AWS's documentation of \`loadBalancers.idleSeconds\`: ${aws}/elasticloadbalancing/latest/application/` +
        "edit-load-balancer-attributes.html",
      `AWS's documentation of \`ulimits\`: ${aws}/AmazonECS/latest/APIReference/API_ContainerDefinition.html`,
      `AWS's documentation of \`ephemeralGiB\`: ${aws}/AmazonECS/latest/APIReference/API_EphemeralStorage.html`,
      `AWS's documentation of \`slowStartSeconds\`: ${aws}/elasticloadbalancing/latest/APIReference/` +
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

  it("is given for a value of the right type that is not allowed", () => {
    const nofile = { nofile: { soft: -1, hard: -1 } };
    const found = [
      ...linesOf({}, { ulimits: nofile }),
      ...linesOnAwsDocs([
        "`services.users.logs.options.log-driver-buffer-limit` must be a number of lines, at most 9",
      ]),
    ].map((line) => /`(.*)`/.exec(line)?.[1]);
    expect(found).to.deep.equal(["ulimits", "logs"]);
  });

  it("is not given for unknown keys, values of the wrong type, and settings that AWS knows nothing of", () => {
    const problems = [
      "`services.users.ulimits.files` is not a known key; known keys: nofile",
      "`services.users.replicas` is called `size` here",
      "`domain` is required",
      "`approval.expiresHours` must be at most 720, found 900",
      "`services` must be a map of keys and values, found a list",
      "`services.users.healthCheck` must be a map of keys and values, found the text `/`; known keys: path",
      "`services.users.permissions` must be a list, found the text `s3:*`",
      "`services.users.cpu` must be a number, found the text `256`",
      "`loadBalancers.idleSeconds` must be a whole number, found 1.5",
      "the file has no settings",
    ];
    expect(linesOnAwsDocs(problems)).to.deep.equal([]);
  });
});
