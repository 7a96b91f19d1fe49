import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { sessionActions } from "../../../privilege/taskRights";
import { ControlServer } from "../../../localCloud/api/server";
import { cloudClient } from "../../../localCloud/api/client";
import type { EcsService } from "../../../localCloud/dataplane/ecsService";
import { createLocalExecSessions } from "../../../localCloud/world/execSessions";
import type { ExecRequest } from "../../../automation/world/execSessions";
import { refusalOf } from "../../support/refusalOf";
import { completed, EcsRig, serving } from "../ecsRig";

/** The deployer's own adapter against the local cloud's API; the command's output is read, not shown. */
describe("commands in tasks of the local cloud", () => {
  let rig: EcsRig;
  let server: ControlServer;
  let written: string;

  beforeEach(async () => {
    rig = await EcsRig.open();
    await rig.attach();
    server = new ControlServer(rig.fixture.cloud);
    await server.open(0);
  });
  afterEach(() => {
    server.close();
    rig.close();
  });

  const sessions = () =>
    createLocalExecSessions(cloudClient(server.url), ({ file, args, cwd, env }) => {
      written = execFileSync(file, args, { cwd, env, encoding: "utf8" });
      return Promise.resolve(0);
    });

  async function started(more: { role?: boolean; readonly?: boolean; exec?: boolean }) {
    const { role = true, readonly = false, exec = true } = more;
    const { fixture } = rig;
    const created = await fixture.create("aws:iam/role:Role", "task", { assumeRolePolicy: "{}" });
    const Statement = [{ Effect: "Allow", Action: [...sessionActions], Resource: "*" }];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    if (role) {
      await fixture.create("aws:iam/rolePolicy:RolePolicy", "exec", { role: created.id, policy });
    }
    const image = rig.push("v1", serving("one"));
    const definition = { taskRoleArn: created.arn, readonlyRootFilesystem: readonly };
    const [, service] = await rig.run(image, { enableExecuteCommand: exec }, definition);
    await completed(service);
    return service;
  }

  const request = (taskId: string, ...command: string[]): ExecRequest =>
    ({ service: { containerName: "users" }, taskId, command, toStderr: false }) as never;

  const first = (service: EcsService) => service.describe().running[0]!.taskId;

  it("are run for real, with the variables of the task", async () => {
    const service = await started({});
    const ids = await sessions().tasks(
      { clusterName: String(rig.cluster.name) } as never,
      { serviceName: service.name } as never,
    );
    expect(ids).to.deep.equal(
      service
        .describe()
        .running.map(({ taskId }) => taskId)
        .sort(),
    );
    const { digest, taskId } = service.describe().running[0]!;
    expect(await sessions().run(request(taskId, "sh", "-c", "echo $IMAGE_DIGEST"))).to.equal(0);
    expect(written.trim()).to.equal(digest);
    const refusal = await refusalOf(() => sessions().run(request(taskId, "perl")));
    expect(refusal.reasons[0]).to.contain('exec: "perl": executable file not found in $PATH');
  });

  it("are refused where the tasks were started without it, or are unknown", async () => {
    const service = await started({ exec: false });
    const refusal = await refusalOf(() => sessions().run(request(first(service), "sh")));
    expect(refusal.reasons[0]).to.match(
      /^InvalidParameterException: .* was not enabled when the task was run/,
    );
    const { reasons } = await refusalOf(() => sessions().run(request("none", "sh")));
    expect(reasons).to.deep.equal([
      "InvalidParameterException: The referenced task was not found.",
    ]);
  });

  for (const [why, more] of [
    ["its role may not talk to Session Manager", { role: false }],
    ["its root file system can't be written", { readonly: true }],
  ] as const) {
    it(`reach no agent if ${why}`, async () => {
      const service = await started(more);
      const { found } = await refusalOf(() => sessions().run(request(first(service), "sh")));
      expect(found).to.contain("the agent of ECS Exec in it is not connected");
    });
  }
});
