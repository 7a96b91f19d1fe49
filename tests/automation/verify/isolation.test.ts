import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { isolation } from "../../../automation/verify/checks/isolation";

const role = "bluegreen-dev-preview-stacks";

/** What `verify` says about an environment in an account with these roles. */
function found(protect: boolean, roles: string[]) {
  const asked: string[] = [];
  const previewRoles = (project: string) => {
    asked.push(project);
    return Promise.resolve({ value: roles });
  };
  const verification = {
    stack: { settings: { protect } },
    project: "bluegreen",
    inspector: { ...nothingToInspect(""), previewRoles },
  } as unknown as Verification;
  return isolation.look(verification).then(([one]) => ({ status: one!.status, asked, ...one }));
}

describe("isolation of production from previews", () => {
  it("warns where pull requests may create previews in the same account", async () => {
    expect(await found(true, [role])).to.deep.include({
      status: "warning",
      asked: ["bluegreen"],
      found: `pull requests can create previews in this environment's account (${role})`,
    });
  });

  it("is fine in an account without previews, and where nothing is protected", async () => {
    expect((await found(true, [])).status).to.equal("ok");
    const open = await found(false, [role]);
    expect([open.status, open.asked]).to.deep.equal(["notApplicable", []]);
  });
});
