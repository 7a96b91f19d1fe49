import { expect } from "chai";
import type { Properties } from "../../../localCloud/control/resource";
import { reasons } from "./reasons";

const token = "aws:ecs/taskDefinition:TaskDefinition";

describe("bounds of volumes in the local cloud", () => {
  const task = (container: Properties, more: Properties = {}): Properties => ({
    ...{ family: "f", requiresCompatibilities: ["EC2"], networkMode: "awsvpc", ...more },
    containerDefinitions: JSON.stringify([{ name: "c", image: "i", ...container }]),
  });
  const disk = (sizeInGib: number) =>
    task(
      {},
      {
        ...{ requiresCompatibilities: ["FARGATE"], cpu: "256", memory: "512" },
        ephemeralStorage: { sizeInGib },
      },
    );
  const mounting = (sourceVolume: string, ...paths: string[]) =>
    task(
      { mountPoints: ["/tmp", ...paths].map((containerPath) => ({ sourceVolume, containerPath })) },
      { volumes: [{ name: "tmp" }] },
    );
  const taskRoleArn = "arn:aws:iam::123456789012:role/tasks";
  const files = (more: Properties, transitEncryption: string) =>
    task(
      {},
      {
        ...more,
        volumes: [
          {
            name: "data",
            efsVolumeConfiguration: {
              ...{ fileSystemId: "fs-01234567", transitEncryption },
              authorizationConfig: { iam: "ENABLED" },
            },
          },
        ],
      },
    );
  /** The last that AWS takes, and the first that it does not, with the reason. */
  const bounds: [string, Properties, Properties, string][] = [
    ["the most disk of a task", disk(200), disk(201), "Too big: expected number to be <=200"],
    ["the least disk of a task", disk(21), disk(20), "Too small: expected number to be >=21"],
    [
      "disk on instances",
      disk(50),
      task({}, { ephemeralStorage: { sizeInGib: 50 } }),
      "ephemeralStorage is for tasks on Fargate",
    ],
    ["a volume", mounting("tmp"), mounting("other"), "Unknown volume 'other'."],
    [
      "a path's only mount",
      mounting("tmp", "/a", "/b"),
      mounting("tmp", "/a", "/a"),
      "Duplicate mount point: /a",
    ],
    [
      "a volume's only definition",
      mounting("tmp"),
      task({}, { volumes: [{ name: "tmp" }, { name: "tmp" }] }),
      "Duplicate volume name 'tmp'.",
    ],
    [
      "encryption for IAM",
      files({ taskRoleArn }, "ENABLED"),
      files({ taskRoleArn }, "DISABLED"),
      "transit encryption must be enabled for an access point or IAM: volume data",
    ],
    [
      "a task role for IAM",
      files({ taskRoleArn }, "ENABLED"),
      files({}, "ENABLED"),
      "EFS IAM authorization needs a task role: volume data",
    ],
  ];
  for (const [what, last, first, reason] of bounds) {
    it(`are AWS's own: ${what}`, () => {
      expect([last, first].map((inputs) => reasons(token, inputs))).to.deep.equal([[], [reason]]);
    });
  }
});
