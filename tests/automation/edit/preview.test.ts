import { expect } from "chai";
import { parse } from "yaml";
import { previewText } from "../../../automation/edit/preview";
import { slotOfName } from "../../../config/ruleSlot";
import { goldenIn } from "../../support/golden";
import { settingsOf } from "../../config/samples";

const expectGolden = goldenIn(__dirname);

const text = `config:
  aws:region: eu-central-1
  other:token:
    secure: v1:abc
  bluegreen:domain: dev.example.com
  bluegreen:hostedZone: example.com
  bluegreen:protect: true
  bluegreen:loadBalancers:
    reserveLcu: 200
  bluegreen:logRetentionDays: 7
  bluegreen:drain:
    ttlSeconds: 60
  bluegreen:services:
    users:
      host: people
      hosts: [people, www]
      size: 6
      cpu: 300
      memoryMiB: 700
      compute:
        type: ec2
      environment:
        LOG_LEVEL: debug
    matching:
      ruleSlot: 17
encryptionsalt: v1:xyz
`;

const settings = settingsOf({
  domain: "dev.example.com",
  services: {
    users: {
      host: "people",
      hosts: ["people", "www"],
      cpu: 300,
      memoryMiB: 700,
      compute: { type: "ec2" },
    },
    matching: {},
  },
});

const preview = {
  ...{ name: "pr-7", from: "dev", settings, expiresAt: "2026-01-31T12:00:00Z" },
  takenSlots: new Set<number>(),
};

describe("the settings file of a preview", () => {
  it("has only the changed services, in a small size, on the environment's foundation", () => {
    expectGolden(
      "preview.yaml",
      previewText(text, "bluegreen", { ...preview, services: ["users"] }).trimEnd(),
    );
  });

  it("reads services written as JSON, and leaves out settings with secrets", () => {
    const json = { users: { port: 9000, environment: { A: "b" } } };
    const written = `config:
  aws:assumeRole:
    externalId:
      secure: v1:abc
  bluegreen:services: '${JSON.stringify(json)}'
`;
    const made = parse(previewText(written, "bluegreen", { ...preview, services: ["users"] })) as {
      config: Record<string, Record<string, object>>;
    };
    expect(made.config["bluegreen:services"]!["users"]).to.include({ port: 9000 });
    expect(made.config["bluegreen:services"]!["users"]).to.have.property("environment");
    expect(made.config).to.not.have.property("aws:assumeRole");
  });

  it("judges no candidate by what the environment's traffic and size allow", () => {
    const judges = {
      compare: { requests: [{ path: "/" }] },
      warm: { paths: ["/"], requestsPerSecond: 500 },
      canary: { steps: [{ percent: 5, minutes: 10 }] },
    };
    const written = `config:\n  bluegreen:services: '${JSON.stringify({ users: { port: 9000, ...judges } })}'\n`;
    const made = parse(previewText(written, "bluegreen", { ...preview, services: ["users"] })) as {
      config: Record<string, Record<string, object>>;
    };
    const users = made.config["bluegreen:services"]!["users"];
    expect(users).to.include({ port: 9000 });
    expect(users).to.not.have.any.keys(...Object.keys(judges));
  });

  it("gives each service its own rule slot on the shared listeners", () => {
    const slot = slotOfName("pr-7/users");
    const slots = (takenSlots: Set<number>) => {
      const made = previewText(text, "bluegreen", {
        ...preview,
        takenSlots,
        services: ["users", "matching"],
      });
      const { config } = parse(made) as {
        config: Record<string, Record<string, { ruleSlot: number }>>;
      };
      return Object.values(config["bluegreen:services"]!).map((service) => service.ruleSlot);
    };
    const [users, matching] = [slot, slotOfName("pr-7/matching")];
    expect(slots(new Set())).to.deep.equal([users, matching]);
    expect(slots(new Set([slot, slot + 1]))).to.deep.equal([slot + 2, matching]);
    expect(slots(new Set([matching]))).to.deep.equal([users, matching + 1]);
  });

  it("limits its roles more than the environment's", () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const made = previewText(`${text}\n`, "bluegreen", {
      ...preview,
      settings: { ...settings, permissionsBoundary },
      services: ["users"],
    });
    const { config } = parse(made) as { config: Record<string, unknown> };
    expect(config["bluegreen:permissionsBoundary"]).to.equal(`${permissionsBoundary}-previews`);
  });

  it("gives a worker no name and no rule slot", () => {
    const mailer = { kind: "worker", selfTest: { command: ["true"] } };
    const made = previewText(text, "bluegreen", {
      ...preview,
      settings: settingsOf({ domain: "dev.example.com", services: { mailer } }),
      services: ["mailer"],
    });
    const { config } = parse(made) as { config: Record<string, object> };
    const small = { size: 1, compute: { type: "fargate" }, cpu: 256, memoryMiB: 512 };
    expect(config["bluegreen:services"]).to.deep.equal({ mailer: small });
  });
});
