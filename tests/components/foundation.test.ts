import { expect } from "chai";
import { config } from "../config/samples";
import { all, find } from "./find";
import { environment, phases, programAt } from "./phases";
import { type Run, runProgram } from "./engine";

/** What an environment exports so that another one can be built on it. */
async function exported(): Promise<Record<string, unknown>> {
  const { outputs } = await programAt("idle");
  return outputs!;
}

const users = { users: { host: "users-pr-7" } };
const fresh = { release: { ...phases["never released"], services: {} } };

describe("an environment built on another one", () => {
  let run: Run;
  before(async () => {
    const others = { base: await exported() };
    run = await runProgram({
      config: { ...config(users), foundation: "base" },
      deployed: fresh,
      others,
    });
  });

  it("has its services, and none of what they are built on", () => {
    expect(run.error).to.equal(undefined);
    const shared = ["LoadBalancer", "Listener", "Certificate", "Cluster", "Vpc", "Repository"];
    for (const type of shared) expect(all(run, type), type).to.deep.equal([]);
    expect(all(run, "ListenerRule")).to.have.length(8);
    expect(all(run, "TargetGroup")).to.have.length(4);
  });

  it("uses the other one's listeners, network, cluster, zone and images", async () => {
    const base = await programAt("idle");
    const rule = (of: Run) => find(of, "ListenerRule", "users-blue-test").inputs["listenerArn"];
    expect(rule(run)).to.equal(rule(base));
    const group = (of: Run) => find(of, "TargetGroup", "users-gb").inputs["vpcId"];
    expect(group(run)).to.equal(group(base));
    const out = (of: Run) => {
      const name = "users-tasks-blue-edge-out";
      return find(of, "SecurityGroupEgressRule", name).inputs["securityGroupId"];
    };
    expect(out(run)).to.equal(out(base));
    const { inventory } = run.outputs as { inventory: Record<string, object> };
    const other = base.outputs!["inventory"] as Record<string, object>;
    for (const same of ["clusterName", "hostedZone", "edges", "region"]) {
      expect(inventory[same], same).to.deep.equal(other[same]);
    }
    expect(inventory["services"]).to.have.nested.property(
      "users.repositoryUri",
      (other["services"] as { users: { repositoryUri: string } }).users.repositoryUri,
    );
  });

  it("lets its tasks pull from the other one's repository, and from no other", () => {
    const policy = String(find(run, "RolePolicy", "users-execution").inputs["policy"]);
    const { Statement } = JSON.parse(policy) as { Statement: { Resource: string }[] };
    expect(Statement[0]!.Resource).to.equal("arn:users");
  });

  it("exports where its images are, and no foundation", () => {
    expect(run.outputs!["foundation"]).to.equal(undefined);
    expect(run.outputs!["repositories"]).to.deep.equal({
      users: { uri: "registry.example/bluegreen/dev/users", arn: "arn:users" },
    });
  });

  it("is refused, with every reason, if the other one lacks something it needs", async () => {
    const refused = async (settings: object, others: Record<string, object>) => {
      const given = others as Record<string, Record<string, unknown>>;
      const { error, resources } = await runProgram({
        config: { ...config(users), ...settings },
        deployed: fresh,
        others: given,
      });
      expect(resources).to.deep.equal([]);
      return error?.message.split("\n").slice(1);
    };
    const base = await exported();
    expect(await refused({ foundation: "base" }, {})).to.deep.equal([
      "- stack base has no output `foundation`: deploy that stack first, with this " +
        "version of the program (`bluegreen up --stack base`)",
      "- stack base has no output `repositories`: deploy that stack first, with this " +
        "version of the program (`bluegreen up --stack base`)",
    ]);
    const other = { ...config({ proto: {} }), domain: "example.com", foundation: "base" };
    expect(await refused(other, { base })).to.deep.equal([
      "- `domain` must be dev.example.com, as in base, whose load balancers have the certificate",
      "- `services.proto` has no repository in stack base",
    ]);
    const uri = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/base/users";
    const far = { ...base, repositories: { users: { uri, arn: "arn:users" } } };
    expect(await refused({ imagesFrom: "base" }, { base: far })).to.deep.equal([
      "- the images of stack base are in account 210987654321, and account 123456789012 may not " +
        "pull them: either leave out `imagesFrom` and push the images to this account too, or set " +
        "`repository` of each service to a repository whose policy allows account 123456789012, such as one of base with " +
        "that account in its `pullAccounts`",
    ]);
  });
});

describe("an environment with the images of another one", () => {
  it("has everything of its own except the repositories", async () => {
    const others = { base: await exported() };
    const settings = { ...environment, imagesFrom: "base" };
    const run = await runProgram({ config: settings, deployed: fresh, others });
    expect(run.error).to.equal(undefined);
    expect(all(run, "Repository")).to.deep.equal([]);
    expect(all(run, "LoadBalancer")).to.have.length(2);
    expect(run.outputs!["foundation"]).to.not.equal(undefined);
  });
});
