import { expect } from "chai";
import { dora } from "../../../automation/commands/dora";
import { deploymentsSince, doraOf } from "../../../automation/history/dora";
import type { Update } from "../../../automation/history/update";
import { atMs, update, wanted } from "./updates";

const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/prod/users";
const oldImage = `${repository}@sha256:old`;
const image = `${repository}@sha256:new`;

/** As in history, but with an image in ECR. */
function ofRelease(id: string, ...updates: Update[]): Update[] {
  return updates.map((one) => ({
    ...one,
    message: one.message.replace("r-1", id),
    wanted: one.wanted && {
      ...one.wanted,
      services: {
        users: {
          activeColor: "blue",
          fleets: { blue: { image: oldImage, size: 2 }, green: { image, size: 2 } },
        },
      },
      current: { ...one.wanted.current!, id },
    },
  }));
}

/** Reaches users 30 seconds after it begins. */
const done = (id: string, at: number) =>
  ofRelease(id, update("retire", at + 100), update("switch", at + 20), update("stage", at));
/** Back 100 seconds after it reached users. */
const returned = (id: string, at: number) =>
  ofRelease(
    id,
    update("retire", at + 160),
    update("return", at + 120),
    update("switch", at + 20),
    update("stage", at),
  );
const refused = (id: string, at: number) =>
  ofRelease(id, update("undo", at + 20), update("stage", at));
/** `bluegreen rollback` after the end of another release. */
const rollback = (id: string, at: number) =>
  done(id, at).map((one) => ({
    ...one,
    wanted: one.wanted && {
      ...one.wanted,
      current: { ...one.wanted.current!, rollsBack: true as const },
    },
  }));

describe("the four keys of DORA", () => {
  const since = atMs - 1;

  it("count what reached users, how soon, what was taken back, and how soon", () => {
    const updates = [...returned("r-3", 4000), ...refused("r-2", 3000), ...done("r-1", 0)];
    const found = doraOf(deploymentsSince(updates, since), 2, { [image]: atMs - 570_000 });
    expect(found).to.deep.equal({
      days: 2,
      deployments: 2,
      deploymentsPerDay: 1,
      leadTime: { medianSeconds: (600 + 4600) / 2, known: 2, of: 2 },
      failed: 1,
      changeFailurePercent: 50,
      restore: { medianSeconds: 100, known: 1, of: 1 },
    });
  });

  it("count a later rollback against the release it takes back, and not as a deployment", () => {
    const found = doraOf(
      deploymentsSince([...rollback("r-2", 1000), ...done("r-1", 0)], since),
      1,
      {},
    );
    expect(found).to.deep.include({
      deployments: 1,
      failed: 1,
      changeFailurePercent: 100,
      restore: { medianSeconds: 1000, known: 1, of: 1 },
      leadTime: { medianSeconds: null, known: 0, of: 1 },
    });
  });

  it("count a canary that was taken back", () => {
    const canary = { ...update("canary", 20), wanted: wanted("canary") };
    const updates = ofRelease("r-1", update("undo", 70), canary, update("stage", 0));
    expect(doraOf(deploymentsSince(updates, since), 1, {})).to.deep.include({
      deployments: 1,
      failed: 1,
      restore: { medianSeconds: 50, known: 1, of: 1 },
    });
  });

  it("leave out what reached users before, and know no rate of nothing", () => {
    const found = doraOf(deploymentsSince(done("r-1", 0), atMs + 30_001), 30, {});
    expect(found).to.deep.include({ deployments: 0, failed: 0, changeFailurePercent: null });
    expect(deploymentsSince(done("r-1", 0), atMs + 30_000)).to.have.length(1);
  });

  it("count a switch that was killed after its work by the `up` that came after it", () => {
    const killed = done("r-1", 0).filter(({ message }) => !message.includes("switch"));
    const retired = { ...killed[0]!, wanted: { ...wanted("retired"), current: null } };
    retired.wanted.services["users"]!.activeColor = "green";
    const [found] = deploymentsSince([retired, ...killed.slice(1)], since);
    expect(found).to.deep.include({ reachedMs: atMs + 100_000, isFailed: false });
  });

  it("are printed with what each of them counts", async () => {
    const asked: string[] = [];
    const { text, json } = await dora(
      {
        stack: { name: "prod" },
        history: () => Promise.resolve([...returned("r-2", 4000), ...done("r-1", 0)]),
        inspector: {
          pushes: (uri) => {
            asked.push(uri);
            return Promise.resolve({ value: { "sha256:new": atMs - 570_000 } });
          },
        },
        clock: { nowMs: () => atMs + 3_600_000 },
      },
      { days: 7 },
    );
    expect(asked).to.deep.equal([repository]);
    expect(json).to.deep.include({ ok: true, stack: "prod", deployments: 2, failed: 1 });
    expect(text.split("\n").slice(0, 5)).to.deep.equal([
      "prod, the last 7 days",
      "  deployments          2 deployments, 2.0 a week",
      "  lead time            43 min (2 of 2 images)",
      "  change failure rate  50.0 % (1 of 2)",
      "  time to restore      100 s (1 of 1 failure)",
    ]);
    for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(100);
  });

  it("read on until they have all of the days", async () => {
    const counts: number[] = [];
    const old = update("stage", -3 * 86_400);
    const many = Array.from({ length: 900 }, (_, index) => update("stage", 1000 - index));
    await dora(
      {
        stack: { name: "prod" },
        history: (count) => {
          counts.push(count);
          return Promise.resolve([...many, old].slice(0, count));
        },
        inspector: { pushes: () => Promise.resolve({ notHere: "a test" }) },
        clock: { nowMs: () => atMs + 2000 * 1000 },
      },
      { days: 1 },
    );
    expect(counts).to.deep.equal([200, 800, 3200]);
  });
});
