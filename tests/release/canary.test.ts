import { expect } from "chai";
import { roundMinutes, roundsLeft, sharesOf } from "../../release/canary";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import { parseState, type ReleaseState } from "../../release/state";
import {
  promote,
  retire,
  retireAndStay,
  shift,
  stage,
  switchBack,
  switchOver,
} from "../../release/transitions";
import { idle, imageA, imageB, request } from "./states";

const served = {
  ...idle,
  services: {
    ...idle.services,
    matching: {
      activeColor: "green" as const,
      fleets: { blue: { image: null, size: 0 }, green: { image: imageA, size: 2 } },
    },
  },
};
const both = {
  ...request,
  services: { users: { image: imageB, size: 3 }, matching: { image: imageB, size: 2 } },
};
const staged = stage(served, both);
const step = (percent: number, minutes: number) => ({ percent, minutes });
const steps = { users: [step(5, 10), step(50, 20)], matching: [step(20, 30)] };
const shares = ({ current }: ReleaseState) => sharesOf(current!);

describe("a canary", () => {
  const first = shift(staged, steps)!;
  const second = shift(first, steps)!;

  it("raises the shares round by round, and a service whose steps are over keeps its own", () => {
    expect(first.current).to.deep.equal({
      ...staged.current,
      phase: "canary",
      services: {
        users: { candidate: "green", share: 5 },
        matching: { candidate: "blue", share: 20 },
      },
    });
    expect(shares(second)).to.deep.equal({ users: 50, matching: 20 });
    expect(shift(second, steps)).to.equal(null);
    expect(first.services).to.equal(staged.services);
  });

  it("lists its rounds in advance, and after each those that are left", () => {
    const rounds = [
      { users: 5, matching: 20 },
      { users: 50, matching: 20 },
    ];
    expect(roundsLeft(staged.current!, steps)).to.deep.equal(rounds);
    expect(roundsLeft(first.current!, steps)).to.deep.equal(rounds.slice(1));
    expect(roundsLeft(second.current!, steps)).to.deep.equal([]);
  });

  it("lasts as long as the longest step of its services", () => {
    expect(roundMinutes(shares(first), steps)).to.equal(30);
    expect(roundMinutes(shares(first), { users: steps.users })).to.equal(10);
    expect(roundMinutes(shares(second), { users: steps.users })).to.equal(20);
    expect(roundMinutes({}, steps)).to.equal(0);
  });

  it("gives a service without steps no share", () => {
    const alone = shift(staged, { matching: steps.matching })!;
    expect(alone.current?.services).to.deep.equal({
      users: { candidate: "green" },
      matching: { candidate: "blue", share: 20 },
    });
    expect(switchOver(alone).current?.services["users"]).to.deep.equal({ candidate: "green" });
    expect(shift(staged, {})).to.equal(null);
  });

  it("goes on by the shares when its steps are edited halfway", () => {
    const edited = { users: [step(1, 10), step(4, 10), step(80, 5)] };
    expect(shares(shift(first, edited)!)).to.deep.equal({ users: 80, matching: 20 });
    expect(shift(second, { users: [step(50, 1)] })).to.equal(null);
  });

  it("records that somebody ended its present round, until the next one", () => {
    const promoted = promote(first);
    expect(promoted.current).to.deep.equal({ ...first.current, promoted: true });
    expect(shift(promoted, steps)).to.deep.equal(second);
    expect(switchOver(promoted)).to.deep.equal(switchOver(first));
    expect(switchBack(promoted)).to.deep.equal(switchBack(first));
    expect(() => promote(staged)).to.throw("expected a canary release, found staged");
  });

  it("leaves everything with the candidate when it is switched, and nothing after a rollback", () => {
    expect(shares(switchOver(first))).to.deep.equal({ users: 100, matching: 100 });
    expect(shares(switchBack(first))).to.deep.equal({});
    expect(switchBack(first)).to.deep.equal(switchBack(staged));
    expect(switchBack(switchOver(first))).to.deep.equal(switchBack(switchOver(staged)));
  });

  it("ends without its candidates like a release that never had a share", () => {
    expect(retire(first)).to.deep.equal(retire(staged));
    expect(retire(switchOver(first))).to.deep.equal(retire(switchOver(staged)));
    expect(retire(retireAndStay(switchOver(first)))).to.deep.equal(retire(switchOver(staged)));
  });

  it("survives the way through the config of an `up` and the stack's output", () => {
    const state = promote(first);
    expect(fromDerivedConfig(toDerivedConfig(state))).to.deep.equal(state);
    expect(parseState(JSON.parse(JSON.stringify(state)))).to.deep.equal(state);
  });

  it("begins only before the switch", () => {
    expect(() => shift(switchOver(staged), steps)).to.throw("expected a staged or canary release");
  });
});
