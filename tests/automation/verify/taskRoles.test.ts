import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import { roles } from "../../../automation/verify/checks/roles";
import { taskPermissions } from "../../../automation/verify/checks/taskPermissions";
import type { Inspector, Permission } from "../../../automation/world/inspector";
import { keptSettings } from "../../../config/definition";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const role = "arn:aws:iam::123456789012:role/team/users";
const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const own = "arn:aws:iam::123456789012:role/bluegreen/dev/users-task-1";

function verification(
  users: object,
  { released = users, more = {} }: { released?: object; more?: object },
  inspector: Partial<Inspector>,
): Verification {
  const settings = settingsOf({ ...config({ users }), ...more });
  const kept = keptSettings(settingsOf(config({ users: released })).services["users"]!);
  const blue = { image: "users@sha256:1", size: 1, settings: kept };
  return {
    services: ["users"],
    stack: { name: "dev", settings },
    environment: {
      inventory: {
        region: "eu-central-1",
        services: {
          users: {
            taskRoleArn: own,
            fleets: { blue: { taskDefinitionArn: null }, green: { taskDefinitionArn: null } },
          },
        },
      },
      release: {
        services: {
          users: { activeColor: "blue", fleets: { blue, green: { image: null, size: 0 } } },
        },
      },
    },
    inspector: { ...nothingToInspect("not here"), ...inspector },
  } as unknown as Verification;
}

describe("verify, for the roles of tasks,", () => {
  it("asks for the role that the settings name, also at the start of a release", async () => {
    expect(fastChecks).to.include(roles);
    const asked: string[] = [];
    const look = (exists: boolean, more: object = {}) => {
      const view = { exists, trusts: ["ecs-tasks.amazonaws.com"] };
      const inspect = (arn: string) => {
        asked.push(arn);
        return Promise.resolve({ value: { arn, ...view } });
      };
      return roles.look(verification({ roleArn: role }, { more }, { role: inspect }));
    };
    expect(told(await look(true))).to.deep.equal(["ok: 1 role, assumable by tasks"]);
    const [missing] = await look(false);
    expect(missing).to.deep.include({
      found: `role ${role} does not exist`,
      todo: "create it with a trust policy for ecs-tasks.amazonaws.com, or change `services.users.roleArn`",
    });
    expect(asked).to.deep.equal([role, role]);
    // A preview does not use it.
    expect(await look(false, { foundation: "prod" })).to.deep.equal([]);
  });

  it("has IAM simulate what the version that serves may do, and not what waits for a release", async () => {
    const asked: [string, readonly Permission[]][] = [];
    const denied: Inspector["denied"] = ({ arn }, permissions) => {
      asked.push([arn, permissions]);
      return Promise.resolve({ value: [permissions[0]!] });
    };
    const may = (...actions: string[]) => ({ permissions: [{ actions, resources: [queue] }] });
    const released = may("sqs:SendMessage", "s3:Get*");
    const found = await taskPermissions.look(
      verification(may("sqs:ReceiveMessage"), { released }, { denied }),
    );
    expect(asked).to.deep.equal([[own, [{ action: "sqs:SendMessage", resource: queue }]]]);
    expect(told(found)).to.deep.equal([
      `error: its tasks are not allowed sqs:SendMessage on ${queue}, although its settings say so`,
    ]);
    const nothing = verification({ roleArn: role }, {}, { denied });
    expect(await taskPermissions.look(nothing)).to.deep.equal([]);
  });

  it("has IAM simulate mounting file systems, by a role that somebody else made too", async () => {
    const asked: unknown[] = [];
    const denied: Inspector["denied"] = ({ arn }, permissions, context) => {
      asked.push([arn, permissions.map(({ action }) => action), context]);
      return Promise.resolve({ value: permissions.slice(1) });
    };
    const volumes = [
      { path: "/data", efs: "fs-01234567", accessPoint: "fsap-01234567" },
      { path: "/shared", efs: "fs-89abcdef", readOnly: true },
    ];
    const look = (users: object) => taskPermissions.look(verification(users, {}, { denied }));
    const place = "arn:aws:elasticfilesystem:eu-central-1:123456789012";
    expect(told(await look({ volumes }))).to.deep.equal([
      `error: its tasks are not allowed elasticfilesystem:ClientWrite on ${place}:file-system/fs-01234567, although its settings say so`,
      "ok: its tasks are allowed 1 action",
    ]);
    const [mount, write] = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
    const point = { "elasticfilesystem:AccessPointArn": `${place}:access-point/fsap-01234567` };
    expect(asked).to.deep.equal([
      [own, [mount, write], point],
      [own, [mount], {}],
    ]);
    await look({ volumes, roleArn: role });
    expect(asked[2]).to.deep.equal([role, [mount, write], point]);
  });
});
