import { expect } from "chai";
import { type Quota, quotas, type SettingsQuota, settingsQuotas } from "../../config/quotas";
import { workers } from "./limit";
import { config, problemsOf } from "./samples";

type Services = Record<string, object>;

const names = (count: number, of = "service") =>
  Array.from({ length: count }, (_, index) => `${of}-${index}`);

const many = (count: number, service: object = {}): Services =>
  Object.fromEntries(names(count).map((name, ruleSlot) => [name, { ruleSlot, ...service }]));

/** That many services, and one more that calls that many of them. */
const calling = (count: number): Services => ({
  ...many(count),
  caller: { ruleSlot: 12_000, calls: names(count) },
});

/** Five services, and that many more that each call all five. */
const callers = (count: number): Services => ({
  ...many(5),
  ...Object.fromEntries(
    names(count, "caller").map((name, index) => [name, { ruleSlot: 5 + index, calls: names(5) }]),
  ),
});

/** Services with five names each that the wildcard certificate does not cover. */
const elsewhere = (count: number): Services =>
  Object.fromEntries(
    names(count).map((name, ruleSlot) => [
      name,
      { ruleSlot, hosts: names(5).map((host) => `${host}.${name}.dev.example.com`) },
    ]),
  );
const ec2 = { compute: { type: "ec2" } };
const onSpot = (count: number): Services =>
  Object.fromEntries(
    names(count, "spot").map((name, index) => [name, { ruleSlot: 100 + index, capacity: "spot" }]),
  );
const volumes = [
  { path: "/a", efs: "fs-01234567" },
  { path: "/b", efs: "fs-76543210" },
];
const ports = (count: number, more: object = {}) =>
  many(1, { outboundPorts: Array.from({ length: count }, (_, index) => 1000 + index), ...more });

interface Row {
  what: string;
  /** The most that is accepted, and what is one too many. */
  last: Services;
  first: Services;
  /** How many the first refused one needs, and how many services fit. */
  needs: number;
  fits: string;
  /** Replaces a default that is too large to reach here. */
  limit?: number;
}

const table: Record<SettingsQuota, Row[]> = {
  rulesPerLoadBalancer: [
    { what: "services", last: many(25), first: many(26), needs: 104, fits: "25 of the 26" },
  ],
  targetGroupsPerLoadBalancer: [
    { what: "services", last: many(50), first: many(51), needs: 102, fits: "50 of the 51" },
  ],
  targetsPerLoadBalancer: [
    {
      what: "tasks",
      last: many(2, { size: 250 }),
      first: { ...many(2, { size: 250 }), more: { size: 1 } },
      needs: 1002,
      fits: "2 of the 3",
    },
  ],
  targetsPerTargetGroup: [
    {
      what: "tasks of one service",
      last: many(2, { size: 100 }),
      first: { ...many(2, { size: 100 }), more: { size: 101 } },
      needs: 101,
      fits: "2 of the 3",
      limit: 100,
    },
  ],
  listenersPerLoadBalancer: [
    {
      what: "called services",
      last: calling(50),
      first: calling(51),
      needs: 51,
      fits: "51 of the 52",
    },
  ],
  targetGroups: [
    { what: "services", last: many(750), first: many(751), needs: 3004, fits: "750 of the 751" },
    {
      what: "calls",
      last: calling(1),
      first: calling(2),
      needs: 20,
      fits: "2 of the 3",
      limit: 12,
    },
  ],
  loadBalancers: [
    { what: "calls", last: many(2), first: calling(1), needs: 4, fits: "1 of the 2", limit: 2 },
  ],
  rulesPerSecurityGroup: [
    {
      what: "services on a load balancer",
      last: many(60),
      first: many(61),
      needs: 61,
      fits: "60 of the 61",
    },
    {
      what: "calls on a private load balancer",
      last: callers(12),
      first: callers(13),
      needs: 65,
      fits: "17 of the 18",
    },
    {
      what: "ports of one service",
      last: ports(60),
      first: ports(61),
      needs: 61,
      fits: "0 of the 1",
    },
    {
      what: "ports and file systems of one service",
      last: ports(59, { volumes }),
      first: ports(60, { volumes }),
      needs: 61,
      fits: "0 of the 1",
    },
    {
      what: "calls of one service",
      last: calling(29),
      first: calling(30),
      needs: 61,
      fits: "30 of the 31",
    },
  ],
  certificatesPerLoadBalancer: [
    {
      what: "names outside the domain",
      last: elsewhere(5),
      first: { ...elsewhere(5), "service-5": { ruleSlot: 5, hosts: ["@", "covered"] } },
      needs: 26,
      fits: "5 of the 6",
    },
  ],
  servicesPerCluster: [
    { what: "services", last: many(2), first: many(3), needs: 6, fits: "2 of the 3", limit: 5 },
  ],
  tasksPerService: [
    {
      what: "tasks of one service",
      last: workers(5000),
      first: { ...many(1), ...workers(5001) },
      needs: 5001,
      fits: "1 of the 2",
    },
  ],
  capacityProvidersPerCluster: [
    {
      what: "instances",
      last: many(10, ec2),
      first: many(11, ec2),
      needs: 22,
      fits: "10 of the 11",
    },
    {
      what: "instances beside Spot tasks on Fargate",
      last: { ...many(9, ec2), ...onSpot(2) },
      first: { ...many(10, ec2), ...onSpot(2) },
      needs: 22,
      fits: "10 of the 12",
    },
  ],
  autoScalingGroups: [
    {
      what: "instances",
      last: many(2, ec2),
      first: many(3, ec2),
      needs: 6,
      fits: "2 of the 3",
      limit: 4,
    },
  ],
};

/** Raises every other quota out of the way. */
function problems(name: SettingsQuota, services: Services, limit: number | undefined): string[] {
  const others = Object.fromEntries(
    settingsQuotas.filter((one) => one !== name).map((one) => [one, 1_000_000]),
  );
  const given = limit === undefined ? others : { ...others, [name]: limit };
  return problemsOf({ ...config(services), quotas: given });
}

describe("quotas of the account", () => {
  for (const name of settingsQuotas) {
    const { what: counted, title, byDefault, adjustable }: Quota = quotas[name];
    for (const { what, last, first, needs, fits, limit } of table[name]) {
      it(`accept as many ${what} as ${name} allows, and no more`, () => {
        expect(problems(name, last, limit)).to.deep.equal([]);
        const todo = adjustable
          ? `ask AWS to raise it and set \`quotas.${name}\` to the new value, or ` +
            "split the environment"
          : "AWS does not raise it, so split the environment";
        expect(problems(name, first, limit)).to.deep.equal([
          `\`services\` need ${needs} ${counted}, but AWS's quota "${title}" is ` +
            `${limit ?? byDefault} here: only ${fits} fit; ${todo}`,
        ]);
      });
    }
  }

  it("have AWS's documented defaults unless the settings override them", () => {
    expect(problemsOf(config(many(26)))).to.have.length(1);
    const with26 = (rulesPerLoadBalancer: number) =>
      problemsOf({ ...config(many(26)), quotas: { rulesPerLoadBalancer } });
    expect(with26(103)).to.have.length(1);
    expect(with26(104)).to.deep.equal([]);
  });

  it("are reported all at once", () => {
    const found = problemsOf(config(many(100))).map((text) =>
      /"(.*)" is (\d+)/.exec(text)?.slice(1),
    );
    expect(found).to.deep.equal([
      ["Rules per Application Load Balancer", "100"],
      ["Target Groups per Application Load Balancer", "100"],
      ["Inbound or outbound rules per security group", "60"],
    ]);
  });

  it("are not checked against if they are invalid themselves", () => {
    expect(
      problemsOf({ ...config(many(26)), quotas: { rulesPerLoadBalancer: "many" } }),
    ).to.deep.equal(["`quotas.rulesPerLoadBalancer` must be a number, found the text `many`"]);
    expect(problemsOf({ ...config(), quotas: { rulesPerBalancer: 200 } })).to.deep.equal([
      "`quotas.rulesPerBalancer` is not a known key; did you mean `rulesPerLoadBalancer`?",
    ]);
  });
});
