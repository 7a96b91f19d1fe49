import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState } from "../../release/state";
import { serviceType } from "../../components/serviceType";
import { keptEntries, registeredServices } from "../../components/stack/kept";
import { config } from "../config/samples";
import { type Registered, type Run, runProgram } from "./engine";
import { all, names } from "./find";
import { environment, phases } from "./phases";

const settings = config({
  users: { ruleSlot: 0 },
  matching: { ruleSlot: 1 },
  images: { ruleSlot: 2, compute: { type: "ec2" } },
  thumbs: { ruleSlot: 3, compute: { type: "ec2" } },
});
const release = {
  revision: 3,
  current: null,
  services: Object.fromEntries(
    ["users", "matching", "images", "thumbs"].map((name) => [
      name,
      {
        activeColor: "blue" as const,
        fleets: {
          blue: { image: `${name}@sha256:1111`, size: 2 },
          green: { image: null, size: 0 },
        },
      },
    ]),
  ),
};

/** A resource without what differs between runs. */
const shown = ({ type, name, inputs }: Registered) => ({ type, name, inputs });

describe("an `up` of some services", () => {
  let whole: Run;
  const upOf = (only: readonly string[] | null, deployed: Record<string, unknown>) =>
    runProgram({ config: { ...settings, ...toDerivedConfig(release) }, deployed, only });
  before(async () => (whole = await upOf(null, { release, colorSecret: "s3cret" })));
  const after = () => ({ ...whole.outputs, release, colorSecret: "s3cret" });

  it("registers them and the foundation exactly as the whole program does", async () => {
    const run = await upOf(["users"], after());
    expect(names(run, "BlueGreenService")).to.deep.equal(["users"]);
    const others = /^(matching|images|thumbs)\b/;
    const expected = whole.resources.filter(
      ({ type, name }) => !others.test(name) && !type.endsWith(":ClusterCapacityProviders"),
    );
    const order = (one: { type: string; name: string }) => `${one.type} ${one.name}`;
    const sorted = (some: Registered[]) =>
      some.map(shown).sort((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(sorted(run.resources)).to.deep.equal(sorted(expected));
  });

  it("leaves every output as the whole program has it", async () => {
    for (const only of [["users"], ["images"], ["matching", "users"]]) {
      const run = await upOf(only, after());
      expect(run.outputs, only.join()).to.deep.equal(whole.outputs);
    }
  });

  it("includes all services on instances if one is: the cluster has one list of capacity providers", async () => {
    const run = await upOf(["images"], after());
    expect(names(run, "BlueGreenService")).to.deep.equal(["images", "thumbs"]);
    const list = (of: Run) => all(of, "ClusterCapacityProviders").map(shown);
    expect(list(run)).to.have.length(1).and.to.deep.equal(list(whole));
  });

  it("targets the type that a service is registered as", () => {
    expect(all(whole, "BlueGreenService").map(({ type }) => type)).to.deep.equal(
      Array(4).fill(serviceType),
    );
  });

  it("drops the outputs of a service that the settings no longer have", () => {
    const { users } = { users: { compute: { type: "fargate" } } } as never;
    const kept = keptEntries({ services: { users } }, ["matching"], {
      users: 1,
      matching: 2,
      gone: 3,
    });
    expect(kept).to.deep.equal({ users: 1 });
  });

  it("covers all services if it names none", () => {
    const services = { users: { compute: { type: "fargate" } }, images: {} } as never;
    expect(registeredServices({ services }, emptyState, null)).to.deep.equal(["users", "images"]);
  });

  it("requests the same changes to its service in every phase", async () => {
    const wanted = phases.switched;
    const input = {
      config: { ...environment, ...toDerivedConfig(wanted) },
      deployed: { release: wanted, colorSecret: "s3cret" },
    };
    const all = await runProgram(input);
    const some = await runProgram({ ...input, only: ["users"] });
    const own = (run: Run) => run.resources.filter(({ name }) => /^users\b/.test(name)).map(shown);
    expect(own(some)).to.have.length.above(20).and.to.deep.equal(own(all));
  });
});
