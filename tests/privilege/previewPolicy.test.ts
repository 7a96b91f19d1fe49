import { expect } from "chai";
import { rolePolicies } from "../../privilege/policy";
import { arn, names, request, role, runs, service, tags, zone } from "./requests";
import { noBackend, scopes } from "./scopes";
import { allows, type Request } from "./simulate";

describe("the policy for preview stacks", () => {
  const previews = rolePolicies("preview-stacks", { scope: scopes["plain"]!, backend: noBackend });
  const allowed = (one: Request) => allows(previews, one);

  it("allows creating and deleting any of them, on the load balancers of the environment", () => {
    for (const one of [
      request("ecs:CreateService", service, { ...tags("Request", "pr-7"), ...runs("pr-7") }),
      request("ecs:UpdateService", service, tags("Resource", "pr-12")),
      request("ecs:DeleteService", service, tags("Resource", "pr-12")),
      request("iam:PassRole", role("bluegreen/pr-7/users-execution-1a2b3c4"), {
        "iam:PassedToService": "ecs-tasks.amazonaws.com",
      }),
      request("logs:CreateLogGroup", arn("logs", "log-group:/bluegreen/pr-7/users")),
      request("ecr:BatchGetImage", arn("ecr", "repository/bluegreen/dev/users")),
      request(
        "elasticloadbalancing:CreateRule",
        arn("elasticloadbalancing", "listener/app/a/b/c"),
        {
          ...tags("Resource", "dev"),
          ...tags("Request", "pr-7"),
        },
      ),
      ...["users-pr-7", "users-pr-7-test"].map((host) =>
        request("route53:ChangeResourceRecordSets", zone, { [names]: [`${host}.dev.example.com`] }),
      ),
      // For a service that another service of the preview calls.
      request(
        "elasticloadbalancing:CreateListener",
        arn("elasticloadbalancing", "loadbalancer/app/a/b"),
        { ...tags("Resource", "dev"), ...tags("Request", "pr-7") },
      ),
    ]) {
      expect(allowed(one), JSON.stringify(one)).to.equal(true);
    }
  });

  it("allows keeping their state in the bucket, and reading that of the environment only", () => {
    const bucket = { name: "state", prefix: "" };
    const backend = { ...noBackend, bucket };
    const kept = rolePolicies("preview-stacks", { scope: scopes["plain"]!, backend });
    const file = (name: string) => `arn:aws:s3:::state/.pulumi/stacks/bluegreen/${name}.json`;
    const may = (action: string, name: string) => allows(kept, request(action, file(name)));
    expect(may("s3:PutObject", "pr-7")).to.equal(true);
    expect(may("s3:GetObject", "dev")).to.equal(true);
    expect(may("s3:PutObject", "dev")).to.equal(false);
    expect(may("s3:GetObject", "prod")).to.equal(false);
    expect(may("s3:PutObject", "meta.yaml")).to.equal(false);
    expect(may("s3:PutObject", "prod")).to.equal(false);
    const history = "arn:aws:s3:::state/.pulumi/history/bluegreen/prod/prod-1.history.json";
    expect(allows(kept, request("s3:GetObject", history))).to.equal(false);
  });

  it("allows no change to the environment itself, or to another one", () => {
    for (const one of [
      ...["dev", "prod"].flatMap((stack) => [
        request("ecs:UpdateService", service, tags("Resource", stack)),
        request("ecs:CreateService", service, tags("Request", stack)),
        request("iam:PassRole", role(`bluegreen/${stack}/users-execution-1a2b3c4`), {
          "iam:PassedToService": "ecs-tasks.amazonaws.com",
        }),
        request("logs:DeleteLogGroup", arn("logs", `log-group:/bluegreen/${stack}/users`)),
        request("ecr:DeleteRepository", arn("ecr", `repository/bluegreen/${stack}/users`)),
      ]),
      request(
        "elasticloadbalancing:ModifyRule",
        arn("elasticloadbalancing", "listener-rule/app/a/b/c/d"),
        tags("Resource", "dev"),
      ),
      request(
        "elasticloadbalancing:DeleteListener",
        arn("elasticloadbalancing", "listener/app/a/b/c"),
        tags("Resource", "dev"),
      ),
      request("route53:ChangeResourceRecordSets", zone, { [names]: ["users.dev.example.com"] }),
      request("route53:ChangeResourceRecordSets", zone, { [names]: ["dev.example.com"] }),
    ]) {
      expect(allowed(one), JSON.stringify(one)).to.equal(false);
    }
  });
});
