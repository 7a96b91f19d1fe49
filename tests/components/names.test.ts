import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { withRemovedName } from "../../release/removedNames";
import type { ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before as dependencies, find, names } from "./find";
import { phases, releasedWith } from "./phases";

const hosts = ["users", "www", "@", "www.example.com"];
const services = { matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" } } };
const named = (users: object) => ({
  ...config({ users: { ruleSlot: 0, ...users }, ...services }),
  hostedZone: "example.com",
});

function runAt(phase: keyof typeof phases, users: object, inventory: unknown): Promise<Run> {
  const raw = named(users);
  const release = releasedWith(phases[phase], raw);
  const deployed = { release, colorSecret: "s3cret", inventory };
  return runProgram({ config: { ...raw, ...toDerivedConfig(release) }, deployed });
}

/** The load balancer that each record of users leads to. */
function records(run: Run): Record<string, string> {
  const found = all(run, "Record").filter(({ inputs }) => "aliases" in inputs);
  return Object.fromEntries(
    found.map(({ name, inputs }) => {
      const [alias] = inputs["aliases"] as [{ name: string }];
      return [name, `${String(inputs["name"])} ${alias.name.replace(".elb.example", "")}`];
    }),
  );
}

describe("a service with several names", function () {
  this.timeout(20_000);
  /** As an older program left it. */
  let inventory: unknown;
  let run: Run;
  before(async () => {
    inventory = (await runAt("idle", {}, undefined)).outputs?.["inventory"];
    run = await runAt("idle", { hosts }, inventory);
  });

  it("has a record for each, and the first one keeps its place in Pulumi's state", () => {
    expect(records(run)).to.deep.equal({
      "users-production": "users.dev.example.com edge-blue",
      "users-production-www.dev.example.com": "www.dev.example.com edge-blue",
      "users-production-dev.example.com": "dev.example.com edge-blue",
      "users-production-www.example.com": "www.example.com edge-blue",
    });
  });

  it("moves all of them in one `up`", async () => {
    const switched = records(await runAt("switched", { hosts }, run.outputs?.["inventory"]));
    const moved = Object.values(switched).map((record) => record.split(" ")[1]);
    expect(moved).to.deep.equal(Array.from({ length: 5 }, () => "edge-green"));
  });

  it("is found by each at both load balancers, in one rule", () => {
    for (const color of ["blue", "green"]) {
      const { conditions } = find(run, "ListenerRule", `users-${color}-production`).inputs;
      expect(conditions).to.deep.equal([
        {
          hostHeader: {
            values: [
              "users.dev.example.com",
              "www.dev.example.com",
              "dev.example.com",
              "www.example.com",
            ],
          },
        },
      ]);
      const header = find(run, "ListenerRule", `users-${color}-header-blue`).inputs["conditions"];
      expect(JSON.stringify(header)).to.contain(
        '"values":["users.dev.example.com","users-test.dev.example.com"]',
      );
    }
  });

  it("has certificates for names that the wildcard does not cover, before their records", () => {
    const certificates = all(run, "Certificate").map(({ inputs }) => inputs["domainName"]);
    expect(certificates).to.have.members([
      "*.dev.example.com",
      "dev.example.com",
      "www.example.com",
    ]);
    expect(all(run, "ListenerCertificate").map(({ name }) => name)).to.have.members([
      "users-certificate-dev.example.com-blue",
      "users-certificate-dev.example.com-green",
      "users-certificate-www.example.com-blue",
      "users-certificate-www.example.com-green",
    ]);
    for (const name of ["dev.example.com", "www.example.com"]) {
      const reached = dependencies(run, find(run, "Record", `users-production-${name}`));
      for (const color of ["blue", "green"]) {
        expect(reached).to.include(`ListenerCertificate users-certificate-${name}-${color}`);
        expect(reached).to.include(`ListenerRule users-${color}-production`);
      }
    }
  });

  it("shares the validation record of the domain with the wildcard certificate", () => {
    const proofs = all(run, "Record").filter(({ inputs }) => "records" in inputs);
    expect(proofs.map(({ name }) => name)).to.have.members([
      "certificate-proof",
      "users-certificate-www.example.com-proof",
    ]);
  });

  it("leaves validation records behind, which other certificates of the account share", async () => {
    const inside = await runProgram({
      config: config({ users: { ruleSlot: 0 }, matching: { ruleSlot: 1, calls: ["users"] } }),
    });
    for (const one of [run, inside]) {
      const kept = all(one, "Record").filter(({ retained }) => retained);
      const proofs = all(one, "Record").filter(({ name }) => name.endsWith("-proof"));
      expect(kept).to.deep.equal(proofs);
    }
    expect(names(inside, "Record")).to.include.members([
      "certificate-proof",
      "private-certificate-proof",
    ]);
  });

  it("keeps each record when the order changes, even repeatedly", async () => {
    const once = await runAt("idle", { hosts: ["www", "users"] }, inventory);
    const expected = {
      "users-production-www.dev.example.com": "www.dev.example.com edge-blue",
      "users-production": "users.dev.example.com edge-blue",
    };
    expect(records(once)).to.deep.equal(expected);
    const twice = await runAt("idle", { hosts: ["www", "users"] }, once.outputs?.["inventory"]);
    expect(records(twice)).to.deep.equal(expected);
    expect(twice.outputs?.["urls"]).to.deep.include({ users: "https://www.dev.example.com" });
  });

  it("removes a name in order: its protection, its record, then its rules and its certificate", async () => {
    const name = "www.example.com";
    const raw = named({ hosts });
    const released = releasedWith(phases["idle"], raw);
    const removed = (phase: "noted" | "gone") =>
      withRemovedName(released, "users", name, { phase, ttlSeconds: 60 });
    const at = (wanted: ReleaseState, from: ReleaseState, users: object) =>
      runProgram({
        config: { ...named(users), ...toDerivedConfig(wanted) },
        deployed: {
          ...{ release: from, colorSecret: "s3cret" },
          inventory: run.outputs?.["inventory"],
        },
      });
    const has = (one: Run) => ({
      record: all(one, "Record").some(({ inputs }) => inputs["name"] === name),
      rules: all(one, "ListenerRule").filter(({ inputs }) => JSON.stringify(inputs).includes(name))
        .length,
      certificates: all(one, "ListenerCertificate").length,
    });
    const noted = await at(removed("noted"), released, { hosts });
    expect(has(noted)).to.deep.equal({ record: true, rules: 2, certificates: 4 });
    const open = (one: Run) =>
      one.resources
        .filter(({ protect, name: own }) => !protect && /users-(production|certificate)/.test(own))
        .map(({ name: own, type }) => `${type.split(":").at(-1)} ${own}`)
        .filter((label) => /^(Record|Certificate|ListenerCertificate) /.test(label))
        .sort();
    expect(open(await at(released, released, { hosts }))).to.deep.equal([]);
    expect(open(noted)).to.deep.equal([
      "Certificate users-certificate-www.example.com",
      "ListenerCertificate users-certificate-www.example.com-blue",
      "ListenerCertificate users-certificate-www.example.com-green",
      "Record users-certificate-www.example.com-proof",
      "Record users-production-www.example.com",
    ]);
    const gone = await at(removed("gone"), removed("noted"), { hosts });
    expect(has(gone)).to.deep.equal({ record: false, rules: 2, certificates: 4 });
    const left = { hosts: hosts.filter((one) => one !== name) };
    const forgotten = await at(released, removed("gone"), left);
    expect(has(forgotten)).to.deep.equal({ record: false, rules: 0, certificates: 2 });
    const early = await at(removed("gone"), removed("noted"), left);
    expect(early.error?.message).to.contain(
      "- `services.users.hosts` no longer has www.example.com, which clients may still reach",
    );
    expect(early.resources).to.deep.equal([]);
  });

  it("refuses to remove a name that serves, before anything is registered", async () => {
    const { error, resources } = await runAt("idle", { host: "accounts" }, inventory);
    expect(error?.message).to.equal(
      "This `up` was refused: these settings would replace, rename or delete what serves:\n" +
        "- `services.users.hosts` no longer has users.dev.example.com, which serves production\n" +
        "Next: set it back in Pulumi.dev.yaml and run the command again; then, to " +
        "remove users.dev.example.com without a failed request, also once a new name serves beside it: " +
        "bluegreen host remove users.dev.example.com --stack dev --service users",
    );
    expect(resources).to.deep.equal([]);
  });
});
