import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { withRemovedName } from "../../release/removedNames";
import type { ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Answerer, type Run, runProgram, type RunInput } from "./engine";
import { all } from "./find";
import { phases, releasedWith } from "./phases";

const shop = "shop.example.org";
const own = { id: "Z1", name: "dev.example.com", nameServers: ["ns-1.example.net"] };
const other = { id: "Z2", name: "example.org", nameServers: ["ns-1.example.org"] };

/** As gRPC passes it on. */
const failed = (details: string) => Object.assign(new Error(details), { details });

/** Route 53 with these zones, in the provider's words. */
function getZone(zones: (typeof own)[], hidden: string[] = []): Answerer {
  return ({ name, privateZone }) => {
    const found = privateZone
      ? hidden
          .filter((one) => one === name)
          .map((one) => ({ id: "Z9", name: one, nameServers: [] }))
      : zones.filter((one) => one.name === name);
    if (found.length === 0) throw failed("invoking: no matching Route 53 Hosted Zone found");
    if (found.length > 1) throw failed("multiple Route 53 Hosted Zones matched; use additional");
    const [{ id, ...zone }] = found as [typeof own];
    return { ...zone, zoneId: id };
  };
}

interface Given extends Pick<RunInput, "delegation"> {
  zones?: (typeof own)[];
  hidden?: string[];
  inventory?: unknown;
  records?: Answerer;
  from?: ReleaseState;
  to?: ReleaseState;
}

const raw = config({ users: { ruleSlot: 0, hosts: ["users", shop] } });
const released = releasedWith(
  { ...phases.idle, services: { users: phases.idle.services["users"]! } },
  raw,
);

function run({
  zones = [own, other],
  hidden,
  inventory,
  records,
  ...more
}: Given = {}): Promise<Run> {
  const { from = released, to = from, delegation: elsewhere } = more;
  const delegation: Given["delegation"] =
    elsewhere &&
    ((zone) => (zone === own.name ? Promise.resolve(own.nameServers) : elsewhere(zone)));
  return runProgram({
    config: { ...raw, ...toDerivedConfig(to) },
    deployed: { release: from, colorSecret: "s3cret", inventory },
    answers: {
      "aws:route53/getZone:getZone": getZone(zones, hidden),
      ...(records && { "aws:route53/getRecords:getRecords": records }),
    },
    ...(delegation && { delegation }),
  });
}

/** Zone of each record that is called after the other name. */
const zonesOf = ({ resources }: Run) =>
  Object.fromEntries(
    resources
      .filter(({ type, name }) => type === "aws:route53/record:Record" && name.includes(shop))
      .map(({ name, inputs }) => [name, inputs["zoneId"]]),
  );

const usersOf = ({ outputs }: Run) =>
  (outputs?.["inventory"] as { services: Record<string, Record<string, unknown>> }).services[
    "users"
  ]!;

describe("a name in another hosted zone", function () {
  this.timeout(20_000);
  let first: Run;
  before(async () => {
    first = await run();
    if (first.error) throw first.error;
  });

  it("has its record and its certificate's validation record there, all others stay", () => {
    expect(zonesOf(first)).to.deep.equal({
      [`users-production-${shop}`]: "Z2",
      [`users-certificate-${shop}-proof`]: "Z2",
    });
    const rest = all(first, "Record").filter(({ name }) => !name.includes(shop));
    expect(rest.map(({ name, inputs }) => [name, inputs["zoneId"]])).to.have.deep.members([
      ["certificate-proof", "Z1"],
      ["users-production", "Z1"],
    ]);
    const certificates = all(first, "Certificate").map(({ inputs }) => inputs["domainName"]);
    expect(certificates).to.have.members(["*.dev.example.com", shop]);
  });

  it("is recorded with its zone; a service without such names records none", async () => {
    expect(usersOf(first)["zones"]).to.deep.equal({ [shop]: other });
    const plain = await runProgram({ config: config({ users: {} }) });
    expect(usersOf(plain)).to.not.have.property("zones");
  });

  it("is in the nearest zone, but stays where its record is if a nearer one is created later", async () => {
    const nearer = { id: "Z3", name: shop, nameServers: ["ns-3.example.org"] };
    const zones = [own, other, nearer];
    expect(zonesOf(await run({ zones }))).to.deep.equal({
      [`users-production-${shop}`]: "Z3",
      [`users-certificate-${shop}-proof`]: "Z3",
    });
    const later = await run({ zones, inventory: first.outputs?.["inventory"] });
    expect(zonesOf(later)).to.deep.equal(zonesOf(first));
    expect(later.invokes.filter((token) => token.includes("getZone"))).to.have.length(1);
  });

  it("keeps its zone until its rules are gone", async () => {
    const inventory = first.outputs?.["inventory"];
    const at = (phase: "noted" | "gone") =>
      withRemovedName(released, "users", shop, { phase, ttlSeconds: 60 });
    const gone = await run({ inventory, from: at("noted"), to: at("gone") });
    expect(gone.error).to.equal(undefined);
    expect(zonesOf(gone)).to.deep.equal({ [`users-certificate-${shop}-proof`]: "Z2" });
    expect(usersOf(gone)["zones"]).to.deep.equal({ [shop]: other });
  });

  it("is looked up in its own zone before it gets its first record", async () => {
    const before = { ...usersOf(first), productionNames: undefined, zones: undefined };
    const inventory = { ...(first.outputs?.["inventory"] as object), services: { users: before } };
    const asked: unknown[] = [];
    const { error, resources } = await run({
      inventory,
      records: ({ zoneId, nameRegex }) => {
        asked.push([zoneId, nameRegex]);
        const foreign = { name: `${shop}.`, type: "CNAME", aliasTarget: {} };
        return {
          resourceRecordSets: [{ ...foreign, resourceRecords: [{ value: "old.example.com" }] }],
        };
      },
    });
    expect(asked).to.deep.equal([["Z2", "^(shop\\.example\\.org)\\.?$"]]);
    expect(error?.message).to.contain(`- ${shop} has a CNAME record: old.example.com\n`);
    expect(resources).to.deep.equal([]);
  });

  const refused = async (given: Given) => {
    const { error, resources } = await run(given);
    expect(resources).to.deep.equal([]);
    const [head, problem, next] = error!.message.split("\n");
    expect(head).to.equal(
      "This `up` was refused: the account has no usable hosted zone for some names of this environment:",
    );
    expect(next).to.equal(
      "Next: fix the zone, or choose other names (`hosts`), then run the command again",
    );
    return problem;
  };

  it("is refused if the account has no such zone, before anything is registered", async () => {
    expect(await refused({ zones: [own] })).to.equal(
      `- ${shop}: the account has no hosted zone with this name (looked for ${shop}, example.org); ` +
        "create a public one and delegate it",
    );
  });

  it("is refused if there is only a private zone", async () => {
    expect(await refused({ zones: [own], hidden: ["example.org"] })).to.equal(
      `- ${shop}: the account's only hosted zone example.org is private, and clients resolve names in ` +
        "public zones; create a public one and delegate it",
    );
  });

  it("is refused if there are several zones of the same name", async () => {
    expect(await refused({ zones: [own, other, { ...other, id: "Z4" }] })).to.equal(
      `- ${shop}: the account has several public hosted zones example.org; delete the duplicates`,
    );
  });

  it("is refused if its zone is not delegated, or to other name servers", async () => {
    const todo =
      "in the parent zone (or at the registrar), set the NS record of example.org to exactly " +
      "ns-1.example.org";
    expect(await refused({ delegation: () => Promise.resolve([]) })).to.equal(
      `- ${shop} is in the zone example.org: the zone is not delegated: the parent zone has no NS ` +
        `record for it; ${todo}`,
    );
    expect(await refused({ delegation: () => Promise.resolve(["ns.old.net"]) })).to.equal(
      `- ${shop} is in the zone example.org: the parent zone delegates to ns.old.net, which are not ` +
        `name servers of this zone; ${todo}`,
    );
  });

  it("is accepted if its zone is delegated, or if that can't be determined", async () => {
    for (const answer of [["NS-1.example.org."], null]) {
      const asked: string[] = [];
      const { error } = await run({
        delegation: (zone) => (asked.push(zone), Promise.resolve(answer)),
      });
      expect(error).to.equal(undefined);
      expect(asked).to.deep.equal(["example.org"]);
    }
  });

  it("is not refused for other provider errors, which fail the `up` unchanged", async () => {
    const { error } = await runProgram({
      config: raw,
      answers: {
        "aws:route53/getZone:getZone": () => {
          throw failed("AccessDenied: route53:ListHostedZones");
        },
      },
    });
    expect(error?.message).to.contain("AccessDenied: route53:ListHostedZones");
  });
});

describe("the environment's own hosted zone", function () {
  this.timeout(20_000);
  const first = async (zones: (typeof own)[], more: Pick<Given, "delegation"> = {}) =>
    runProgram({
      config: { ...raw, ...config({ users: {} }) },
      answers: { "aws:route53/getZone:getZone": getZone(zones) },
      ...more,
    });
  const refused = async (zones: (typeof own)[], more: Pick<Given, "delegation"> = {}) => {
    const { error, resources } = await first(zones, more);
    // Nothing but the stack itself.
    expect(resources.map(({ type }) => type)).to.deep.equal([]);
    return error as unknown as { found: string; problems: string[]; next: string };
  };

  it("has to exist before anything is registered", async () => {
    expect(await refused([other])).to.deep.include({
      found: "the environment has no usable hosted zone `dev.example.com` (from `domain`)",
      problems: [
        "the account has no public hosted zone of this name; to create it: " +
          "`aws route53 create-hosted-zone --name dev.example.com --caller-reference bluegreen-dev.example.com`",
      ],
      next: "fix the zone, or correct `domain` or `hostedZone` in Pulumi.dev.yaml; then: bluegreen up --stack dev",
    });
    const { problems } = await refused([own, own]);
    expect(problems).to.deep.equal(["the account has several public hosted zones of this name"]);
  });

  it("has to be delegated, or its certificate is never issued", async () => {
    const { problems } = await refused([own], { delegation: () => Promise.resolve([]) });
    expect(problems).to.have.length(1);
    expect((await first([own])).error).to.equal(undefined);
  });

  it("is not looked up again once it is recorded", async () => {
    const { outputs, error } = await first([own]);
    if (error) throw error;
    const again = await runProgram({
      config: config({ users: {} }),
      deployed: { release: released, colorSecret: "s3cret", inventory: outputs?.["inventory"] },
      answers: { "aws:route53/getZone:getZone": getZone([own]) },
    });
    expect(again.invokes.filter((token) => token.includes("getZone"))).to.have.length(1);
  });
});
