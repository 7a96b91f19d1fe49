import { expect } from "chai";
import { keptSettings, settingsOf, waitingSettings } from "../../config/definition";
import { idleTimeoutSeconds } from "../../config/longRequests";
import { serviceSchema, type ServiceSettings, settingsSchema } from "../../config/schema";
import { withFormerDefaults } from "../../config/upgrade";
import type { Color, CurrentRelease, Fleet, ReleaseState } from "../../release/state";
import { parseDeployedSettings } from "../../automation/adapters/pulumi/history";

const service = (more: object = {}) => serviceSchema.parse({ kind: "api", ...more });

/** Longest request, deregistration and stop, in seconds. */
function times(more: object): (number | undefined)[] {
  const made = service(more);
  if (made.kind !== "api") throw new Error("expected an API");
  return [made.longestRequestSeconds, made.deregistrationSeconds, made.stopSeconds];
}

const ec2 = { compute: { type: "ec2" } };

describe("the longest request of a service", () => {
  it("decides how long its targets deregister and its tasks stop, if nothing else does", () => {
    expect(times({})).to.deep.equal([60, 60, 60]);
    expect(times({ longestRequestSeconds: 90 })).to.deep.equal([90, 90, 90]);
    expect(times({ longestRequestSeconds: 5 })).to.deep.equal([5, 5, 30]);
    expect(times({ longestRequestSeconds: 90, stopSeconds: 10 })).to.deep.equal([90, 90, 10]);
    expect(times({ longestRequestSeconds: 90, deregistrationSeconds: 300 })).to.deep.equal([
      ...[90, 300, 90],
    ]);
  });

  it("is at most the time in which targets deregister, where only that is set", () => {
    expect(times({ deregistrationSeconds: 20 })).to.deep.equal([20, 20, 30]);
    expect(times({ deregistrationSeconds: 120 })).to.deep.equal([60, 120, 60]);
  });

  it("is more than a task may take to stop on Fargate, but not on instances", () => {
    expect(times({ longestRequestSeconds: 3600 })).to.deep.equal([3600, 3600, 120]);
    expect(times({ longestRequestSeconds: 3600, ...ec2 })).to.deep.equal([3600, 3600, 3600]);
  });
});

describe("definitions from before services had a longest request", () => {
  const { longestRequestSeconds: _, ...before } = keptSettings(
    service({ deregistrationSeconds: 30, stopSeconds: 30 }),
  );

  it("keep their times, and today's defaults wait for a release", () => {
    const present = service();
    expect(settingsOf(present, { settings: before })).to.include({
      ...{ longestRequestSeconds: 30, deregistrationSeconds: 30, stopSeconds: 30 },
    });
    const { services } = settingsSchema.parse({ domain: "example.com", services: { users: {} } });
    const serving = stateOf({ blue: { image: "repo@sha256:1", size: 2, settings: before } });
    expect(waitingSettings({ services }, serving)).to.deep.equal({
      users: [
        { key: "deregistrationSeconds", from: 30, to: 60 },
        { key: "longestRequestSeconds", from: 30, to: 60 },
        { key: "stopSeconds", from: 30, to: 60 },
      ],
    });
  });

  it("had other defaults, with which their config is read", () => {
    const services = { users: {}, matching: { deregistrationSeconds: 90 }, mailer: worker };
    const update = {
      ...{ message: "", result: "succeeded", startTime: "" },
      config: {
        "bluegreen:domain": { value: "example.com" },
        "bluegreen:services": { value: JSON.stringify(services), objectValue: services },
      },
    };
    const read = parseDeployedSettings("bluegreen", [update])!.services;
    expect(read["users"]).to.include({ deregistrationSeconds: 30, stopSeconds: 30 });
    expect(read["matching"]).to.include({ deregistrationSeconds: 90, stopSeconds: 30 });
    expect(read["mailer"]).to.include({ kind: "worker", stopSeconds: 30 });
    expect(withFormerDefaults({ services: "{" })).to.deep.equal({ services: "{" });
  });
});

describe("the load balancers' idle timeout", () => {
  const settings = (services: object) => settingsSchema.parse({ domain: "example.com", services });
  const released = (longest: number, size: number): Fleet => ({
    ...{ image: "repo@sha256:1", size },
    settings: keptSettings(service({ longestRequestSeconds: longest })),
  });

  it("is AWS's default while no service needs more", () => {
    const services = { users: { longestRequestSeconds: 5 }, mailer: worker };
    expect(idleTimeoutSeconds(settings(services), stateOf({}))).to.equal(60);
  });

  it("is the longest request of all services that may run, not of one that was never released", () => {
    const services = settings({ users: {}, matching: { longestRequestSeconds: 90 } });
    const fleets = { blue: released(300, 2), green: released(600, 0) };
    const during = { services: { users: { candidate: "green" } } } as unknown as CurrentRelease;
    expect(idleTimeoutSeconds(services, stateOf(fleets))).to.equal(300);
    expect(idleTimeoutSeconds(services, { ...stateOf(fleets), current: during })).to.equal(600);
    expect(idleTimeoutSeconds(services, stateOf({ blue: released(60, 2) }))).to.equal(60);
  });

  it("follows an edit with the release that brings it, as the deregistration does", () => {
    const edited = settings({ users: { longestRequestSeconds: 900 } });
    expect(idleTimeoutSeconds(edited, stateOf({ blue: released(60, 2) }))).to.equal(60);
    expect(idleTimeoutSeconds(edited, stateOf({}))).to.equal(60);
  });
});

const worker = { kind: "worker", selfTest: { command: ["check"] } } satisfies Partial<
  Record<keyof ServiceSettings | "selfTest", unknown>
>;

function stateOf(fleets: Partial<Record<Color, Fleet>>): ReleaseState {
  const never = { image: null, size: 0 };
  const both = { blue: fleets.blue ?? never, green: fleets.green ?? never };
  const activeColor = fleets.blue ? "blue" : null;
  return {
    ...{ version: 2, revision: 3, current: null },
    services: { users: { activeColor, fleets: both } },
  };
}
