import { expect } from "chai";
import { adopt, type AdoptOptions } from "../../../automation/commands/adopt";
import { rollback } from "../../../automation/commands/rollback";
import { release } from "../../../automation/runbook/release";
import { adoptNames } from "../../../release/origin";
import { recordPlace } from "../../../release/routing";
import { name, refusal } from "./adopted";
import { calmOrigin } from "./calmWorld";
import { api, play } from "./play";

const byHand = { service: ["users"] } as Parameters<typeof rollback>[1];
const noHistory = { history: () => Promise.resolve([]) };
const finish = {
  ...{ stack: "dev", service: "users", record: [], finish: true, dryRun: false },
} as Partial<AdoptOptions> as AdoptOptions;

/** `users` after its first release, which had given up the only name that was adopted for it. */
async function released() {
  const world = await play({ users: api }, { first: true });
  const { stack } = world.run().ports;
  const wanted = adoptNames(world.environment().release, "users", {
    "old.example.com": calmOrigin,
  });
  await stack.apply(wanted, { message: "", refresh: false, only: null });
  await release(world.run(), world.environment(), world.asked);
  const users = () => world.environment().release.services["users"]!;
  return { ...world, users };
}

describe("an adopted name that the service has given up since", () => {
  it("is no origin to roll back to, which would take the service out of production", async () => {
    const { run, users } = await released();
    expect(await refusal(rollback(run(), byHand, noHistory))).to.equal(
      "users has no previous version to roll back to: nothing else has served, or it was rolled back itself",
    );
    expect(await refusal(rollback(run(), { ...byHand, to: "origin" }, noHistory))).to.equal(
      "users has no origin to go back to: none of its names was adopted, or that is finished",
    );
    expect(recordPlace(users(), name)).to.equal("blue");
  });

  it("is forgotten by `adopt --finish`, also where the service has become private", async () => {
    const { run, settings, users } = await released();
    settings.services["users"] = { ...settings.services["users"]!, public: false } as never;
    expect(await refusal(adopt(run(), { ...finish, finish: false }))).to.equal(
      "users is private (`public: false`), and has no names in public zones",
    );
    expect((await adopt(run(), finish)).exitCode).to.equal(0);
    expect(users().origin).to.equal(undefined);
  });
});
