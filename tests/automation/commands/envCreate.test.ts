import { expect } from "chai";
import { createEnvironment } from "../../../automation/commands/env";
import type { Session } from "../../../automation/commands/session";
import { DeployError, refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { projectDouble } from "./projectDouble";

const dev = "config:\n  aws:region: eu-central-1\n  bluegreen:domain: dev.example.com\n";

/** `env create staging --from dev`, whose first `up` fails with this; `stays`: its stack exists afterwards. */
async function created(error: Error, stays: boolean) {
  const stacks: Record<string, Record<string, unknown> | undefined> = { dev: {} };
  const session = {
    stack: { name: "staging", settings: { imagesFrom: "dev", services: {} } },
    up: () => {
      if (stays) stacks["staging"] = undefined;
      return Promise.reject(error);
    },
  } as unknown as Session;
  const { project, files } = projectDouble({
    stacks,
    files: { dev },
    open: () => Promise.resolve(session),
  });
  const options = { cwd: "", json: false, from: "dev", service: [], image: [] };
  const thrown = await refusalOf(() => createEnvironment(project, "staging", options));
  return { thrown, files: Object.keys(files) };
}

describe("`env create` whose first release", () => {
  it("is refused is paused, since the environment is up, and says how to release", async () => {
    const session = {
      stack: { name: "staging", settings: { services: { users: {} } } },
      up: () => Promise.resolve({ exitCode: 0, text: "", json: {} }),
      run: () => {
        throw refused("the image does not exist", "push it");
      },
    } as unknown as Session;
    const { project, files } = projectDouble({
      files: { dev },
      open: () => Promise.resolve(session),
    });
    const options = { cwd: "", json: false, from: "dev", service: ["users"], image: ["1.4.0"] };
    const thrown = await refusalOf(() => createEnvironment(project, "staging", options));
    expect(thrown).to.deep.include({
      kind: "stoppedMidway",
      found: "staging is up, but nothing is released: the image does not exist",
      next: "push it; then: bluegreen deploy --stack staging --service users --image 1.4.0",
    });
    expect(Object.keys(files)).to.deep.equal(["dev", "staging"]);
  });
});

describe("`env create` from an environment", () => {
  for (const [settings, found] of [
    [{ imagesFrom: "dev" }, "takes its images from dev"],
    [{ foundation: "base", imagesFrom: "dev" }, "uses the load balancers of base"],
  ] as const) {
    const missing = found.split(" ").at(-1)!;
    it(`is refused before ${missing}'s first \`up\`, and writes nothing`, async () => {
      const session = { stack: { name: "staging", settings: { ...settings, services: {} } } };
      const { project, files } = projectDouble({
        // Its stack was made, but nothing in it.
        ...{ stacks: { dev: undefined }, files: { dev } },
        open: () => Promise.resolve(session as unknown as Session),
      });
      const options = { cwd: "", json: false, from: "dev", service: [], image: [] };
      const thrown = await refusalOf(() => createEnvironment(project, "staging", options));
      expect(thrown).to.deep.include({
        kind: "refused",
        found: `the new environment ${found}, which has never been up; nothing was changed`,
        next: `bring that up first: bluegreen up --stack ${missing}; then run the command again`,
      });
      expect(Object.keys(files)).to.deep.equal(["dev"]);
    });
  }
});

describe("`env create` whose first `up`", () => {
  const refusal = refused("the account has no zone staging.dev.example.com", "create it");

  it("is refused is refused as well, and leaves no settings file", async () => {
    const { thrown, files } = await created(refusal, false);
    expect(thrown).to.equal(refusal);
    expect(files).to.deep.equal(["dev"]);
  });

  it("fails, or leaves its stack, keeps the file that another `up` needs", async () => {
    const failed = new DeployError("stoppedMidway", "the `up` failed", "again");
    for (const [error, stays] of [
      [failed, true],
      [failed, false],
      [refusal, true],
    ] as const) {
      const { thrown, files } = await created(error, stays);
      expect(thrown.kind).to.equal("stoppedMidway");
      expect(files).to.deep.equal(["dev", "staging"]);
    }
  });
});
