import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { resume } from "../../../automation/commands/recover";
import type { CommandResult } from "../../../automation/commands/result";
import { recorded } from "../../../automation/commands/recorded";
import { releaseRecordSchema } from "../../../automation/record/schema";
import { recordFolder } from "../record/recording";
import { happenedInHistory } from "../../../automation/events/happenings";
import { DeployError, refused, StepFailed, Stopped } from "../../../automation/world/errors";
import { releaseEventSchema } from "../../../automation/world/releaseEvent";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { state } from "../commands/statusStates";
import type { Trouble } from "../course/calmWorld";
import { type Deployer, deployerIn, ending, idsOf } from "./announcing";

const asked = { hookRan: [], hookAgain: [], ifAny: false };
const release = ({ run }: Deployer) => deploy(run, { ...options, image: [imageOf("2")] });

describe("the events of a release", () => {
  it("are those of its recorded states, each once", async () => {
    const world = await serving({ users: api });
    const deployer = deployerIn(world);
    await ending(deployer, () => release(deployer));
    expect(deployer.told.map(({ verb }) => verb)).to.deep.equal([
      ...["started", "staged", "switched", "done"],
    ]);
    const { revision } = world.environment().release;
    expect(idsOf(deployer.told).at(-1)).to.equal(`r-2/${revision}/done`);
    for (const event of deployer.told) releaseEventSchema.parse(event);
    const [, , switched] = deployer.told;
    expect(switched!.services).to.deep.equal([
      {
        ...{ name: "users", worker: false, candidate: "green", image: imageOf("2"), tag: null },
        sharePercent: 0,
        serving: { color: "green", image: imageOf("2"), tag: null },
      },
    ]);
    expect(switched!.text).to.equal(
      "dev: release r-2 of users sha256:222222222222: production has switched",
    );
    expect([deployer.warnings, deployer.announcer.failures]).to.deep.equal([[], []]);
  });

  it("have the same ids when they are made from Pulumi's history", async () => {
    const world = await serving({ users: api });
    const deployer = deployerIn(world);
    await ending(deployer, () => release(deployer));
    const past = happenedInHistory(world.updates).filter((one) => one.release.id === "r-2");
    expect(past.map((one) => `r-2/${one.after.revision}/${one.verb}`)).to.deep.equal(
      idsOf(deployer.told),
    );
  });

  it("say why a release was rolled back, without the secrets in it", async () => {
    const trouble: Trouble = {};
    const world = await serving({ users: api }, trouble);
    trouble.tests = true;
    world.ports.tests.run = () =>
      Promise.resolve([
        { name: "GET /", ok: false, seconds: 0, reason: "canary-secret, token=abc", output: "" },
      ]);
    const deployer = deployerIn(world, { on: ["rolledBack", "done"] });
    await ending(deployer, () => release(deployer));
    const [event, ...others] = deployer.told;
    expect(others).to.deep.equal([]);
    expect(event!.verb).to.equal("rolledBack");
    expect(event!.reasons.join()).to.contain("***, token=***");
    expect(event!.text).to.contain("users sha256:222222222222: rolled back: ");
    expect(event!.services[0]!.serving.image).to.equal(imageOf("1"));
  });

  it("wait for no receiver before the release has ended", async () => {
    const world = await serving({ users: api });
    const late: (() => void)[] = [];
    const deliver = () =>
      new Promise<{ ok: false; answer: string }>((resolve) => {
        late.push(() => resolve({ ok: false, answer: "no answer within 3 s" }));
      });
    const deployer = deployerIn(world, { deliver });
    let over = false;
    const command = ending(deployer, () => release(deployer)).then(() => (over = true));
    await new Promise<void>((resolve) => {
      const look = () => (world.environment().release.current ? setImmediate(look) : resolve());
      setImmediate(look);
    });
    await new Promise(setImmediate);
    expect([over, late.length]).to.deep.equal([false, 4]);
    for (const answer of late) answer();
    await command;
    const text = "slack (/url) was not notified of `done`: no answer within 3 s";
    expect(deployer.warnings).to.have.length(4).and.to.include(text);
    expect(deployer.announcer.failures.map((one) => one.text)).to.deep.equal(deployer.warnings);
  });

  it("are in its record where a receiver was not told", async () => {
    const world = await serving({ users: api });
    const answer = "it answered 500";
    const deliver = () => Promise.resolve({ ok: false, answer });
    const deployer = deployerIn(world, { on: ["done"], deliver });
    const { file, text, clear } = recordFolder();
    const { announcer, run } = deployer;
    const history = () => Promise.resolve(world.updates);
    const session = { announcer, run: () => run, history, command: "" };
    await recorded({ session, options: { record: file } }, () => release(deployer));
    const { notes } = releaseRecordSchema.parse(JSON.parse(text()));
    clear();
    expect(notes.at(-1)).to.deep.include({
      ...{ kind: "warning", text: `slack (/url) was not notified of \`done\`: ${answer}` },
    });
  });

  it("change nothing for a release if they can't be made or sent", async () => {
    const world = await serving({ users: api });
    const broken = () => Promise.reject(new Error("canary"));
    const deployer = deployerIn(world, { deliver: broken });
    const result = await ending(deployer, () => release(deployer));
    expect(result).to.deep.include({ exitCode: 0 });
    expect(deployer.warnings[0]).to.equal("slack (/url) was not notified of `started`: it failed");
  });

  it("leave out what another deployer does", async () => {
    const world = await serving({ users: api });
    const watcher = deployerIn(world, { owner: "ben@ci:8" });
    await watcher.announcer.stack.read();
    await release(deployerIn(world));
    await watcher.announcer.stack.read();
    await watcher.announcer.ended(refused("nothing", "look"));
    expect(watcher.told).to.deep.equal([]);
  });

  it("tell of a release that rests, with what to do next", async () => {
    const trouble: Trouble = {};
    const world = await serving({ users: api }, trouble);
    trouble.upTo = "idle";
    const deployer = deployerIn(world);
    const error = (await ending(deployer, () => release(deployer))) as DeployError;
    expect(error.kind).to.equal("stoppedMidway");
    const event = deployer.told.at(-1)!;
    const { revision } = world.environment().release;
    expect([event.id, event.phase]).to.deep.equal([`r-2/${revision}/paused`, "switched"]);
    expect([event.reasons[0], event.next]).to.deep.equal([error.found, error.next]);
  });

  it("ask for approval, with the command that gives it, and pause for nothing else", async () => {
    const world = await serving({ users: api });
    world.settings.approval = { beforeSwitch: true, expiresHours: 24, notByOwner: false };
    const deployer = deployerIn(world);
    const result = (await ending(deployer, () => release(deployer))) as CommandResult;
    expect(result.exitCode).to.equal(7);
    expect(deployer.told.map(({ verb }) => verb)).to.deep.equal([
      ...["started", "staged", "awaitingApproval"],
    ]);
    const event = deployer.told.at(-1)!;
    const { revision, current } = world.environment().release;
    expect(event.id).to.equal(`r-2/${revision}/awaitingApproval`);
    const { definition, expiresAt } = current!.approval!.asked!;
    expect(event.reasons).to.deep.equal([
      `definition ${definition}; the request expires at ${expiresAt}`,
    ]);
    expect(event.next).to.equal("bluegreen approve --stack dev --release r-2");
    const next = deployerIn(world, { owner: "ben@ci:8" });
    next.announcer.continues({ alsoEnded: true });
    await ending(next, () => resume(next.run, asked));
    // The same again: receivers drop it.
    expect(next.told).to.deep.equal([event].map((one) => ({ ...one, at: next.told[0]!.at })));
  });

  it("tell of a release that a freeze keeps, with what ends it", async () => {
    const deployer = deployerIn(await serving({ users: api }));
    await deployer.announcer.stack.apply({ ...state("staged"), revision: 4 }, {
      message: "bluegreen: stage r-1",
    } as never);
    const said = { reasons: ["it is frozen until Monday"], next: "bluegreen unfreeze --stack dev" };
    await ending(deployer, () => Promise.resolve({ text: "", json: said, exitCode: 7 }));
    const event = deployer.told.at(-1)!;
    expect([event.verb, event.reasons, event.next]).to.deep.equal([
      ...["paused", said.reasons, said.next],
    ]);
  });

  const stops: [error: Error, reasons: string[]][] = [
    [new Stopped("stopped by SIGINT"), ["stopped by SIGINT"]],
    [new StepFailed("it could not be read", ["why"]), ["it could not be read", "why"]],
    [new TypeError("canary"), ["stopped by a bug"]],
  ];
  for (const [error, reasons] of stops) {
    it(`tell of a release that stops by ${error.name}, with where to look`, async () => {
      const { announcer, told } = deployerIn(await serving({ users: api }));
      await announcer.stack.apply({ ...state("staged"), revision: 4 }, {
        message: "bluegreen: stage r-1",
      } as never);
      await announcer.ended(error);
      expect([told.at(-1)!.verb, told.at(-1)!.reasons]).to.deep.equal(["paused", reasons]);
      expect(told.at(-1)!.next).to.equal("bluegreen status --stack dev");
    });
  }

  it("tell of a release that nobody seems to continue", async () => {
    const { announcer, told } = deployerIn(await serving({ users: api }));
    const reasons = ["nothing was recorded for 31 minutes"];
    announcer.rests(state(null), { reasons });
    announcer.rests({ ...state("staged"), revision: 2 }, { reasons, next: "look" });
    await announcer.ended();
    expect(told.map(({ id, next, text }) => [id, next, text])).to.deep.equal([
      [
        ...["r-1/2/paused", "look"],
        `dev: release r-1 of users: paused; production is serving: ${reasons[0]}`,
      ],
    ]);
  });

  it("tell that a deployer was superseded only of its own release", async () => {
    const world = await serving({ users: api });
    const held = new DeployError("held", "another holds it", "wait");
    const early = deployerIn(world);
    await early.announcer.stack.read();
    await early.announcer.ended(held);
    expect(early.told).to.deep.equal([]);
    const late = deployerIn(world);
    const apply = world.ports.stack.apply.bind(world.ports.stack);
    let count = 0;
    world.ports.stack.apply = (...args) => (++count > 1 ? Promise.reject(held) : apply(...args));
    await ending(late, () => release(late));
    expect(late.told.map(({ verb }) => verb)).to.deep.equal(["started", "staged", "held"]);
  });
});
