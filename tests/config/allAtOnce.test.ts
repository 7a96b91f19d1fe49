import { expect } from "chai";
import { config, problemsOf } from "./samples";

const users = (service: object) => config({ users: service });
const key = "`services.users.";

describe("all problems of the settings at once", () => {
  it("are those of a tag's name and of another one's value", () => {
    expect(
      problemsOf({ ...config(), tags: { "aws:x": "1", Team: "a&b", service: 1 } }),
    ).to.have.members([
      "`tags.aws:x` begins with `aws:`, which AWS reserves",
      "`tags.Team` has characters other than letters, digits, spaces and `_ . : / = + - @`",
      "`tags.service` must be text (in quotes, if it looks like a number), found 1",
      "`tags.service` is a tag that the program sets itself (`service`)",
    ]);
  });

  it("are those of a name that somebody chose and of what has that name", () => {
    expect(
      problemsOf(
        users({
          sidecars: { log_router: { image: "example.com/router" } },
          schedules: { "every night": { cron: "@daily", zone: "UTC", command: ["clean"] } },
        }),
      ),
    ).to.have.members([
      `${key}sidecars.log_router\` must be lower-case letters, digits and hyphens`,
      `${key}sidecars.log_router.image\` has neither a tag nor a digest; end it with one, such as \`:1.2.3\``,
      `${key}schedules.every night\` must be a name of 1 to 64 letters, digits, \`-\`, \`_\` and \`.\``,
      `${key}schedules.every night.cron\` must have six fields, minute, hour, day of the month, month, day of the week and ` +
        "year, such as `0 3 * * ? *` for 3:00 every day: it has 1, found `@daily`",
    ]);
  });

  it("are those of a key and of a rule for the map that has it", () => {
    expect(
      problemsOf(
        users({
          volumes: [
            { path: "/data", backup: true },
            { path: "/tmp", temporary: true, readOnly: true, backup: true },
            { path: "/tmp", temporary: true },
          ],
        }),
      ),
    ).to.have.members([
      `${key}volumes.0.backup\` is not a known key; known keys: path, temporary, efs, accessPoint and readOnly`,
      `${key}volumes.0.efs\` is required, or \`temporary: true\` for an empty folder of each task`,
      `${key}volumes.1.backup\` is not a known key; known keys: path, temporary, efs, accessPoint and readOnly`,
      `${key}volumes.1.readOnly\` leaves the temporary folder empty, since nothing can write to it`,
      `${key}volumes.2.path\` names /tmp twice`,
    ]);
  });

  it("are those of a map of an unknown kind and of what is within, whatever kind was meant", () => {
    const job = { kind: "job", cpu: "x", replicas: 3, overlap: "none", port: 80 };
    const compute = { type: "lambda", memory: 1, diskGiB: 30 };
    expect(problemsOf(users({ ...job, compute }))).to.have.members([
      `${key}kind\` must be one of api or worker, found \`job\``,
      `${key}cpu\` must be a number, found the text \`x\``,
      `${key}replicas\` is called \`size\` here`,
      `${key}compute.type\` must be one of fargate or ec2, found \`lambda\``,
      `${key}compute.memory\` is not a known key; known keys: type, instanceType and diskGiB`,
    ]);
  });

  it("say nothing of rules for the kind that was not meant", () => {
    const selfTest = { command: ["test"], timeoutSeconds: 60 };
    expect(problemsOf(users({ kind: "wrker", selfTest }))).to.deep.equal([
      `${key}kind\` must be one of api or worker, found \`wrker\``,
    ]);
  });

  it("say nothing of a rule that is broken only because a value is invalid", () => {
    expect(
      problemsOf(
        users({
          size: { min: 1, max: 2, target: { cpuPercent: 101 } },
          volumes: [{ path: "/data", efs: "data" }],
        }),
      ),
    ).to.have.members([
      `${key}size.target.cpuPercent\` must be at most 100, found 101`,
      `${key}volumes.0.efs\` must be the id of a file system, such as \`fs-0123abcd\`, found \`data\``,
    ]);
  });
});
