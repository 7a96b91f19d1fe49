import { expect } from "chai";
import { calledServices } from "../../config/calls";
import { config, problemsOf, settingsOf } from "./samples";

const mailer = { kind: "worker", selfTest: { command: ["node", "check.cjs"] } };

describe("settings of a worker", () => {
  it("have a self-test and nothing about load balancers", () => {
    const worker = settingsOf(config({ mailer })).services["mailer"]!;
    expect(worker).to.deep.include({
      kind: "worker",
      selfTest: { command: ["node", "check.cjs"], timeoutSeconds: 300 },
      overlap: false,
      size: 2,
      stopSeconds: 30,
    });
    const ofApis = ["port", "healthCheck", "longestRequestSeconds", "deregistrationSeconds"];
    for (const key of [...ofApis, "errorAlarmPercent"]) {
      expect(worker).to.not.have.property(key);
    }
  });

  it("refuse every API-only key, all at once", () => {
    const foreign = {
      host: "mail",
      port: 8080,
      healthCheck: {},
      longestRequestSeconds: 1,
      deregistrationSeconds: 1,
      checks: [],
      test: { command: "npm test" },
      ruleSlot: 0,
      errorAlarmPercent: 5,
      compare: { requests: [{ path: "/" }] },
      warm: { paths: ["/"], requestsPerSecond: 1 },
      canary: { steps: [{ percent: 5, minutes: 10 }] },
      public: false,
    };
    expect(problemsOf(config({ mailer: { ...mailer, ...foreign } }))).to.have.members(
      Object.keys(foreign).map(
        (key) => `\`services.mailer.${key}\` is only valid with \`kind\` api`,
      ),
    );
    expect(
      problemsOf(config({ users: { overlap: true, selfTest: mailer.selfTest } })),
    ).to.deep.equal([
      "`services.users.overlap` is only valid with `kind` worker",
      "`services.users.selfTest` is for workers and for `public: false`; test a public service with `checks` or " +
        "`test`, which use its test name",
    ]);
  });

  it("report missing and misspelt keys along with other problems", () => {
    const services = { mailer: { kind: "worker", overlp: true }, users: { kind: "batch", cpu: 1 } };
    expect(problemsOf(config(services))).to.have.members([
      "`services.mailer.selfTest` is required",
      "`services.mailer.overlp` is not a known key; did you mean `overlap`?",
      "`services.users.kind` must be one of api or worker, found `batch`",
    ]);
  });

  it("may declare calls, but no service may call a worker", () => {
    const users = { calls: ["mailer"] };
    expect(problemsOf(config({ mailer, users }))).to.deep.equal([
      "`services.users.calls.0` names mailer, which is a worker, and workers serve no requests",
    ]);
    const settings = settingsOf(config({ users: {}, mailer: { ...mailer, calls: ["users"] } }));
    expect(Object.keys(calledServices(settings))).to.deep.equal(["users"]);
  });

  it("use up none of an API's names, rules or targets", () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`worker-${index}`, mailer]),
    );
    expect(problemsOf(config({ ...many, users: { host: "worker-1" } }))).to.deep.equal([]);
  });
});
