import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { findEngine } from "../../automation/engine/findEngine";
import { type RunningCloud, startCloud } from "../../localCloud/start";

/** What the program contains in the next run. */
interface Wanted {
  delaySeconds: number;
  port: number;
  more?: () => unknown;
}

/** A few resources with a secret, a generated name, a remote component and functions. */
function program(wanted: Wanted): Record<string, unknown> {
  const { zoneId, nameServers } = aws.route53.getZoneOutput({ name: "rehearsal.test" });
  const vpc = new awsx.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", numberOfAvailabilityZones: 2 });
  const group = new aws.lb.TargetGroup("users", {
    vpcId: vpc.vpcId,
    targetType: "ip",
    protocol: "HTTP",
    port: wanted.port,
    deregistrationDelay: wanted.delaySeconds,
  });
  new aws.route53.Record("text", {
    zoneId,
    name: "text.rehearsal.test",
    type: "TXT",
    records: [pulumi.secret("hidden")],
    ttl: wanted.delaySeconds,
  });
  wanted.more?.();
  return {
    nameServers,
    region: aws.getRegionOutput().region,
    groupName: group.name,
    privateSubnetIds: vpc.privateSubnetIds,
  };
}

describe("providers of the local cloud on the real Pulumi", function () {
  this.timeout(300_000);
  let directory: string;
  let cloud: RunningCloud;
  let stack: Stack;
  let wanted: Wanted;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "bluegreen-provider-"));
    const backend = `file://${join(directory, "state")}`;
    mkdirSync(join(directory, "state"));
    cloud = await startCloud({ propagationSeconds: 0.1, stateDirectory: directory });
    stack = await LocalWorkspace.createOrSelectStack(
      {
        stackName: "test",
        projectName: "providers",
        program: () => Promise.resolve(program(wanted)),
      },
      {
        workDir: directory,
        pulumiCommand: await findEngine({ progress: () => {} }),
        projectSettings: { name: "providers", runtime: "nodejs", backend: { url: backend } },
        envVars: {
          ...cloud.environment,
          PULUMI_BACKEND_URL: backend,
          PULUMI_HOME: join(directory, "home"),
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
    );
  });
  after(async () => {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  let first: OutputMap;

  it("create everything and keep secrets secret", async () => {
    wanted = { delaySeconds: 60, port: 80 };
    const { summary, outputs } = await stack.up();
    // Two resources of the program, the VPC with its four subnets and their route tables, and the stack.
    expect(summary.resourceChanges).to.deep.equal({ create: 13 });
    first = outputs;
    expect(first.region?.value).to.equal("eu-central-1");
    expect(first.groupName?.value).to.match(/^users-[0-9a-f]{7}$/);
    expect(first.privateSubnetIds?.value).to.have.length(2);
    expect(first.nameServers?.value).to.deep.equal(cloud.info.nameServers.map(({ name }) => name));
    const state = (await stack.exportStack()) as {
      deployment: { resources: { urn: string; outputs: object }[] };
    };
    const { resources } = state.deployment;
    const text = resources.find(({ urn }) => urn.endsWith("::text"));
    expect(text?.outputs).to.have.nested.property("records.plaintext", '["hidden"]');
  });

  it("show in a preview what would change, and change nothing", async () => {
    wanted = { delaySeconds: 30, port: 81 };
    const { changeSummary } = await stack.preview();
    expect(changeSummary).to.deep.equal({ same: 11, update: 1, replace: 1 });
  });

  it("update and replace while another Pulumi previews", async () => {
    const [{ summary, outputs }, { changeSummary }] = await Promise.all([
      stack.up(),
      stack.preview(),
    ]);
    expect(summary.resourceChanges).to.deep.equal({ same: 11, update: 1, replace: 1 });
    expect(Object.keys(changeSummary)).to.include("same");
    expect(outputs.groupName?.value).not.to.equal(first.groupName?.value);
  });

  it("find nothing to change in what they created, even after a refresh", async () => {
    const { summary } = await stack.up({ refresh: true });
    expect(summary.resourceChanges).to.deep.equal({ same: 13 });
  });

  it("name what they refuse because the local cloud does not model it", async () => {
    wanted.more = () => new aws.s3.Bucket("bucket");
    expect(await failure(stack.preview())).to.include(
      "the local cloud does not model resource type `aws:s3/bucket:Bucket`",
    );
    wanted.more = () => new awsx.ec2.DefaultVpc("default");
    expect(await failure(stack.preview())).to.include(
      "the local cloud does not model the component type `awsx:ec2:DefaultVpc`",
    );
    wanted.more = () => aws.s3.getCanonicalUserIdOutput();
    expect(await failure(stack.preview())).to.include(
      "the local cloud does not model function `aws:s3/getCanonicalUserId:getCanonicalUserId`",
    );
  });

  it("report a failure of the cloud, and continue at the next attempt", async () => {
    wanted = { delaySeconds: 20, port: 81 };
    await cloud.client.fault({
      kind: "fail",
      operation: "update",
      type: "aws:lb/targetGroup:TargetGroup",
    });
    expect(await failure(stack.up())).to.include("update of users failed as ordered");
    const { summary } = await stack.up();
    expect(summary.resourceChanges).to.include({ update: 1 });
  });

  it("delete everything", async () => {
    const { summary } = await stack.destroy();
    expect(summary.resourceChanges).to.deep.equal({ delete: 13 });
  });
});

async function failure(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "it did not fail",
    (error: unknown) => String(error),
  );
}
