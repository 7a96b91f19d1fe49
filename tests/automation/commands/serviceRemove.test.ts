import { expect } from "chai";
import { removeService } from "../../../automation/commands/service";
import type { Session } from "../../../automation/commands/session";
import { refusalOf } from "../../support/refusalOf";
import { projectDouble } from "./projectDouble";
import { api, serving } from "./servingWorld";

const settings = "config: {bluegreen:services: {users: {}, matching: {}}}";

/** What is said to run next after a removal of `users`, which serves, was refused; its settings are as they were. */
async function nextAfter(options: object, isProtected = false): Promise<string> {
  const { ports, run } = await serving({ users: api, matching: api });
  ports.stack.settings.protect = isProtected;
  ports.stack.preview = () => Promise.resolve({ planned: [] } as never);
  const session = { run, stack: ports.stack } as unknown as Session;
  const files = { dev: settings };
  const { project } = projectDouble({
    stacks: { dev: { domain: "example.com" } },
    files,
    open: () => Promise.resolve(session),
  });
  const usual = {
    stack: "dev",
    cwd: "",
    json: false,
    dryRun: false,
    up: true,
    deleteImages: false,
  };
  const { kind, next } = await refusalOf(() =>
    removeService(project, "users", { ...usual, ...options }),
  );
  expect([kind, files.dev]).to.deep.equal(["refused", settings]);
  return next;
}

describe("a refused `service remove` names a command that", () => {
  const remove = "bluegreen service remove users --stack dev";

  it("drains what serves, and still deletes the images if that was asked for", async () => {
    expect(await nextAfter({ up: false })).to.equal(remove);
    expect(await nextAfter({ up: false, deleteImages: true })).to.equal(
      `${remove} --delete-images`,
    );
    expect(await nextAfter({ up: false, deleteImages: true }, true)).to.equal(
      `${remove} --confirm users --delete-images`,
    );
  });

  it("passes windows where the command did", async () => {
    expect(await nextAfter({ up: false, urgent: "incident 7" })).to.equal(
      `${remove} --urgent 'incident 7'`,
    );
    expect(await nextAfter({ urgent: "incident", deleteImages: true }, true)).to.equal(
      `${remove} --confirm users --delete-images --urgent incident`,
    );
  });

  it("confirms the removal from a protected environment", async () => {
    expect(await nextAfter({}, true)).to.equal(`${remove} --confirm users`);
    expect(await nextAfter({ confirm: "matching", deleteImages: true }, true)).to.equal(
      `${remove} --confirm users --delete-images`,
    );
  });
});
