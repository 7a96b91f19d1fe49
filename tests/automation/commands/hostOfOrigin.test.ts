import { expect } from "chai";
import { removeHost } from "../../../automation/commands/host";
import type { Session } from "../../../automation/commands/session";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { adoptNames } from "../../../release/origin";
import { calmOrigin, calmWorld } from "../course/calmWorld";
import { projectDouble } from "./projectDouble";
import { api } from "./servingWorld";

const [users, www] = ["users.example.com", "www.example.com"];
const written = (...hosts: string[]) =>
  `config:\n  bluegreen:services:\n    users:\n      kind: api\n      hosts:\n${hosts.map((one) => `        - ${one}\n`).join("")}`;

/** A service whose names were adopted, and that was never released; the settings file has these names. */
async function adopted(...hosts: string[]) {
  const { ports, environment } = calmWorld({ users: { ...api, hosts } });
  const slow = { ...calmOrigin, ttlSeconds: 86_400 };
  const { release } = environment();
  await ports.stack.apply(adoptNames(release, "users", { [users]: calmOrigin, [www]: slow }), {
    message: "",
    refresh: false,
    only: null,
  });
  const ups: string[] = [];
  const apply = ports.stack.apply.bind(ports.stack);
  ports.stack.apply = (wanted, how) => {
    ups.push(how.message);
    return apply(wanted, how);
  };
  const session = {
    stack: ports.stack,
    run: () => startRun(ports, allRules, "ann@vm:7"),
    up: () => Promise.reject(new Error("the `up` would keep the origin")),
  } as unknown as Session;
  const project = projectDouble({
    stacks: { dev: {} },
    files: { dev: written(...hosts) },
    open: () => Promise.resolve(session),
  });
  const remove = () =>
    removeHost(project.project, "www", {
      ...{ stack: "dev", cwd: "", json: false, service: "users", dryRun: false, up: true },
    });
  const origins = () => environment().release.services["users"]!.origin;
  return { remove, origins, ups, files: project.files };
}

describe("`host remove` of a name that its origin still serves", () => {
  it("forgets the origin in one `up`, so that the first release does not wait for its TTL", async () => {
    const { remove, origins, ups, files } = await adopted("users", "www");
    expect((await remove()).json).to.deep.include({ name: www, drained: false, removed: true });
    expect(origins()).to.deep.equal({ [users]: calmOrigin });
    expect(ups).to.deep.equal(["bluegreen: www.example.com of users: delete its rules"]);
    expect(files["dev"]).to.equal(written("users"));
  });

  it("does the same where the settings were edited by hand", async () => {
    const { remove, origins } = await adopted("users");
    expect((await remove()).json).to.deep.include({ name: www, removed: true });
    expect(origins()).to.deep.equal({ [users]: calmOrigin });
  });
});
