import { expect } from "chai";
import { collectAddresses } from "../../../automation/adapters/dns/loadBalancer";
import { namePointsAt, namesPointAt } from "../../../automation/world/environment";
import type { Observer } from "../../../automation/world/ports";
import { Random } from "../../../localCloud/random";
import type { Color } from "../../../release/state";
import { emptyState } from "../../../release/state";
import { inventory } from "../adapters/aws/fixtures";

const name = "users.example.com";

/** Load balancers of so many nodes, whose name and aliases answer 8 of them, drawn anew each time. */
function worldOf(nodes: number, record: Color, lagging: Color[] = []) {
  const random = new Random(nodes);
  const all = (edge: Color) =>
    Array.from({ length: nodes }, (_, node) => `10.${edge === "blue" ? 1 : 2}.0.${node}`);
  const answer = (edge: Color, server: string) => {
    const addresses = random.some(all(edge), 8);
    return { server, addresses, ttlSeconds: 60, error: null };
  };
  const servers = ["ns1", "ns2", "ns3", "ns4"];
  const observer: Partial<Observer> = {
    resolve: () =>
      Promise.resolve(servers.map((server, index) => answer(lagging[index] ?? record, server))),
    edgeAddresses: (_, edge) =>
      collectAddresses(() => Promise.resolve(servers.map((server) => answer(edge, server)))),
    recordTarget: () => Promise.resolve(inventory.edges[record].dnsName),
  };
  return {
    ports: { observer: observer as Observer },
    environment: { inventory, release: emptyState } as never,
  };
}

describe("a name at load balancers of many nodes", () => {
  for (const nodes of [2, 8, 12, 16, 24, 64]) {
    it(`is found to lead to the right one in 200 of 200 looks at ${nodes}`, async () => {
      const { ports, environment } = worldOf(nodes, "green");
      for (let look = 0; look < 200; look++) {
        const { problems } = await namePointsAt(ports, environment, name, "green");
        expect(problems, `look ${look}`).to.deep.equal([]);
      }
    });

    it(`is seen to lag at one server in 200 of 200 looks at ${nodes}`, async () => {
      const { ports, environment } = worldOf(nodes, "green", ["blue"]);
      for (let look = 0; look < 200; look++) {
        const { problems } = await namePointsAt(ports, environment, name, "green");
        expect(problems.length, `look ${look}`).to.equal(1);
      }
    });
  }
});

describe("a name with A and AAAA records", () => {
  const addresses = {
    blue: { A: "10.1.0.1", AAAA: "2001:db8:1::1" },
    green: { A: "10.2.0.1", AAAA: "2001:db8:2::1" },
  };
  const servers = ["ns1", "ns2"];

  /** @param leads where each record leads; @param answered what servers answer, if not that */
  function worldWith(
    leads: Record<"A" | "AAAA", Color | null>,
    answered: (type: "A" | "AAAA") => string[] = (type) => {
      const color = leads[type];
      return color ? [addresses[color][type]] : [];
    },
  ) {
    const observer: Partial<Observer> = {
      resolve: () =>
        Promise.resolve(
          (["A", "AAAA"] as const).flatMap((type) =>
            servers.map((server) => ({
              ...{ server: `${server} (${type})`, addresses: answered(type) },
              ...{ ttlSeconds: 60, error: null },
            })),
          ),
        ),
      edgeAddresses: (_, edge, _side, type = "A") => Promise.resolve([addresses[edge][type]]),
      recordTarget: (_, _name, type = "A") => {
        const color = leads[type];
        return Promise.resolve(color && inventory.edges[color].dnsName);
      },
    };
    const services = {
      users: { ...inventory.services["users"]!, productionName: name, ipv6: [name] },
    };
    const environment = { release: emptyState, inventory: { ...inventory, services } } as never;
    return { ports: { observer: observer as Observer }, environment };
  }

  const problemsOf = async (world: ReturnType<typeof worldWith>) =>
    (await namePointsAt(world.ports, world.environment, name, "green")).problems;

  it("leads to a load balancer once both do at every server", async () => {
    expect(await problemsOf(worldWith({ A: "green", AAAA: "green" }))).to.deep.equal([]);
  });

  it("does not while the AAAA record is left behind", async () => {
    const has = "the green load balancer has 10.2.0.1, 2001:db8:2::1";
    expect(await problemsOf(worldWith({ A: "green", AAAA: "blue" }))).to.deep.equal(
      servers.map((one) => `${one} (AAAA) answers 2001:db8:1::1 for ${name}, ${has}`),
    );
    expect(await problemsOf(worldWith({ A: "green", AAAA: null }))).to.deep.equal(
      servers.map((one) => `${one} (AAAA) answers nothing for ${name}, ${has}`),
    );
    expect(await problemsOf(worldWith({ A: "blue", AAAA: "green" }))).to.have.length(2);
  });

  it("is judged by both records where the addresses are unknown", async () => {
    const unknown = (type: "A" | "AAAA") => [type === "A" ? "192.0.2.9" : "2001:db8:9::9"];
    const moved = worldWith({ A: "green", AAAA: "green" }, unknown);
    expect(await problemsOf(moved)).to.deep.equal([]);
    const behind = worldWith({ A: "green", AAAA: "blue" }, unknown);
    expect(await problemsOf(behind)).to.have.length(4);
  });
});

describe("a look at several names", () => {
  const edges: Record<string, string[]> = { blue: ["10.1.0.1"], green: ["10.2.0.1"] };

  it("collects the addresses of each load balancer once, and again in the next look", async () => {
    const collected: string[] = [];
    const observer: Partial<Observer> = {
      resolve: () =>
        Promise.resolve([
          { server: "ns1", addresses: edges["green"]!, ttlSeconds: 60, error: null },
        ]),
      edgeAddresses: (_, edge, side) => {
        collected.push(`${edge} ${side}`);
        return Promise.resolve(edges[edge]!);
      },
    };
    const services = {
      users: { ...inventory.services["users"]!, productionNames: ["a.test", "b.test"] },
    };
    const environment = {
      inventory: { ...inventory, services },
      release: emptyState,
    } as never;
    const look = () =>
      namesPointAt({ observer: observer as Observer }, environment, "users", "green");
    const { answers, problems } = await look();
    expect([answers.length, problems]).to.deep.equal([2, []]);
    expect(collected.splice(0)).to.deep.equal(["blue public", "green public"]);
    await look();
    expect(collected).to.deep.equal(["blue public", "green public"]);
  });
});
