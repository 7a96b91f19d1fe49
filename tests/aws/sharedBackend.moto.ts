import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import { killTree } from "../../rehearsal/run/killTree";
import { Scene } from "../../rehearsal/scene";

/** State in a bucket, as a team has it: Pulumi's own locks there, seen only through Pulumi. */
describe("a killed deployer whose state is in S3", function () {
  this.timeout(180_000);
  let scene: Scene;
  let image: string;
  const bucket = "bluegreen-state";
  const env = {
    PULUMI_BACKEND_URL: `s3://${bucket}?region=eu-central-1&awssdk=v2&use_path_style=true`,
  };
  const run = (...args: string[]) => scene.run(args, env);

  before(async function () {
    // On a new machine, Pulumi is built first.
    this.timeout(1_200_000);
    const made = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/${bucket}`, {
      method: "PUT",
      body: `<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>`,
    });
    expect(made.status, await made.text()).to.equal(200);
    scene = await Scene.open({ more: { matching: null } });
    const up = await run("up");
    expect(up.code, up.lines.join("\n")).to.equal(0);
    const inventory = inventorySchema.parse(up.json["inventory"]);
    image = (await scene.push("v1", inventory))["users"]!.reference;
  });

  after(() => scene?.close());

  it("keeps others out with the holder's name, and can be unlocked and resumed", async () => {
    const { id } = await scene.cloud.client.fault({
      kind: "pause",
      operation: "update",
      type: "aws:lb/listenerRule:ListenerRule",
      name: "users-blue-production",
    });
    const running = scene.start(["deploy", "--service", "users", "--image", image], () => {}, env);
    const ended = running.ended.then(({ lines }) => {
      throw new Error(`the release ended early:\n${lines.join("\n")}`);
    });
    ended.catch(() => undefined);
    const reached = async () =>
      (await scene.cloud.client.faults()).some((fault) => fault.id === id && fault.reached);
    while (!(await reached())) await Promise.race([delay(100), ended]);

    const alive = await run("unlock");
    expect(alive.code, alive.lines.join("\n")).to.equal(5);
    expect(alive.json["found"]).to.match(
      /^stack rehearsal is locked by \S+@\S+ \(pid \d+\), for \d+ s; that process is still running on this host$/,
    );
    killTree(running.pid);
    await running.ended;
    await scene.cloud.client.releaseFault(id!, "continue");
    const held = await run("resume");
    expect(held.code).to.equal(5);
    expect(held.json["next"]).to.contain("bluegreen unlock --stack rehearsal");

    const unlocked = await run("unlock");
    expect(unlocked.code, unlocked.lines.join("\n")).to.equal(0);
    expect(unlocked.json["freed"]).to.have.length(1);
    expect((await run("unlock")).json["freed"]).to.deep.equal([]);
    const resumed = await run("resume");
    expect([0, 3], resumed.lines.join("\n")).to.include(resumed.code);
    expect((await run("status")).json["current"]).to.equal(null);
  });

  it("has its history in the bucket", async () => {
    const { code, json } = await run("history");
    expect(code).to.equal(0);
    const [release] = json["releases"] as { result: string; services: object }[];
    expect(release!.services).to.have.all.keys("users");
    expect(release!.result).to.be.oneOf(["done", "rolledBack"]);
  });
});
