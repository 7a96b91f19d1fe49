import { expect } from "chai";
import { calledServices } from "../../config/calls";
import { config, problemsOf, settingsOf } from "./samples";

const mailer = { kind: "worker", selfTest: { command: ["node", "check.cjs"] } };

describe("settings of a worker", () => {
  it("have a self-test, and nothing of load balancers", () => {
    const worker = settingsOf(config({ mailer })).services["mailer"]!;
    expect(worker).to.deep.include({
      kind: "worker",
      selfTest: { command: ["node", "check.cjs"], timeoutSeconds: 300 },
      overlap: false,
      size: 2,
      stopSeconds: 30,
    });
    for (const key of ["port", "healthCheck", "deregistrationSeconds", "errorAlarmPercent"]) {
      expect(worker).to.not.have.property(key);
    }
  });

  it("refuse every key of an API, all at once", () => {
    const foreign = {
      host: "mail",
      port: 8080,
      healthCheck: {},
      deregistrationSeconds: 1,
      checks: [],
      test: { command: "npm test" },
      ruleSlot: 0,
      errorAlarmPercent: 5,
    };
    expect(problemsOf(config({ mailer: { ...mailer, ...foreign } }))).to.have.members(
      Object.keys(foreign).map((key) => `\`services.mailer.${key}\` goes with \`kind\` api alone`),
    );
    expect(
      problemsOf(config({ users: { overlap: true, selfTest: mailer.selfTest } })),
    ).to.deep.equal(
      ["overlap", "selfTest"].map(
        (key) => `\`services.users.${key}\` goes with \`kind\` worker alone`,
      ),
    );
  });

  it("say what is missing or misspelt beside other problems", () => {
    const services = { mailer: { kind: "worker", overlp: true }, users: { kind: "batch", cpu: 1 } };
    expect(problemsOf(config(services))).to.have.members([
      "`services.mailer.selfTest` is required",
      "`services.mailer.overlp` is not a known key; did you mean `overlap`?",
      "`services.users.kind` must be one of api or worker",
    ]);
  });

  it("may call others, and nobody may call it", () => {
    const users = { calls: ["mailer"] };
    expect(problemsOf(config({ mailer, users }))).to.deep.equal([
      "`services.users.calls.0` names mailer, which is a worker: nothing leads to it",
    ]);
    const settings = settingsOf(config({ users: {}, mailer: { ...mailer, calls: ["users"] } }));
    expect(Object.keys(calledServices(settings))).to.deep.equal(["users"]);
  });

  it("take no place of an API: its name, its rules, its targets", () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`worker-${index}`, mailer]),
    );
    expect(problemsOf(config({ ...many, users: { host: "worker-1" } }))).to.deep.equal([]);
  });
});
