import { expect } from "chai";
import { addressesOf, calledServices, callsIntoNothing, privateZone } from "../../config/calls";
import { productionNames, uncoveredNames } from "../../config/names";
import { countedServices, quotas, rulesOfTasks, type SettingsQuota } from "../../config/quotas";
import { servingChanges } from "../../config/servingChanges";
import { shapeOf } from "../../config/runningChanges";
import { testAccessOf } from "../../config/testAccess";
import { idle } from "../release/states";
import { config, problemsOf, settingsOf } from "./samples";

const selfTest = { command: ["node", "self-test.js"] };
const inside = { public: false, ruleSlot: 7, selfTest };
const key = (name: string) => `\`services.users.${name}\``;
const unreachable = "machine that deploys, which can't reach private load balancers; " as const;

describe("a private service", () => {
  it("is reached by names and ports of the private zone alone, also if no service calls it", () => {
    const settings = settingsOf(config({ users: inside }));
    expect(addressesOf(settings, "users")).to.deep.equal({
      production: "https://users.internal.dev.example.com:10007",
      test: "https://users-test.internal.dev.example.com:22257",
    });
    expect(calledServices(settings)).to.deep.equal({
      users: { hostName: "users.internal.dev.example.com", port: 10_007 },
    });
    expect(privateZone(settings)).to.equal("internal.dev.example.com");
    expect([productionNames(settings, "users"), uncoveredNames(settings)]).to.deep.equal([[], []]);
  });

  it("has one reason against its requests, whatever protocol it speaks", () => {
    const checks = [{ path: "/" }];
    const found = (protocol: string) =>
      problemsOf(config({ users: { ...inside, protocol, checks } }));
    expect(found("grpc")).to.deep.equal(found("http1"));
    expect(found("grpc").length).to.equal(1);
  });

  it("has no variable of its own where its tests get their address", () => {
    const own = { TEST_URL: "https://users.example.com" };
    const secret = "arn:aws:ssm:eu-central-1:123456789012:parameter/url";
    const text =
      "is set by the deployer for the tasks of `selfTest` and of hooks, where it is the candidate's address; choose another name";
    expect(problemsOf(config({ users: { ...inside, environment: own } }))).to.deep.equal([
      `${key("environment.TEST_URL")} ${text}`,
    ]);
    expect(
      problemsOf(config({ users: { ...inside, secrets: { TEST_URL: secret } } })),
    ).to.deep.equal([`${key("secrets.TEST_URL")} ${text}`]);
    expect(problemsOf(config({ users: { environment: own } }))).to.deep.equal([]);
  });

  it("has test ports that no other service has", () => {
    const last = { public: false, ruleSlot: 12_249 };
    const settings = settingsOf(config({ first: { ...last, ruleSlot: 0 }, last }));
    expect([addressesOf(settings, "first").test, addressesOf(settings, "last")]).to.deep.equal([
      "https://first-test.internal.dev.example.com:22250",
      {
        production: "https://last.internal.dev.example.com:22249",
        test: "https://last-test.internal.dev.example.com:34499",
      },
    ]);
  });

  it("has no settings that the deploying machine would need to reach it for, all at once", () => {
    const users = {
      ...inside,
      hosts: ["people"],
      checks: [{ path: "/health" }],
      test: { command: "npm test" },
      compare: { requests: [{ path: "/" }] },
      warm: { paths: ["/"], requestsPerSecond: 1 },
    };
    expect(problemsOf(config({ users }))).to.have.members([
      `${key("hosts")} are public names, and a private service has none; set \`host\` to change the first label ` +
        "of `<host>.internal.<domain>`",
      `${key("checks")} are requests of the ${unreachable}send them in \`selfTest\`, a command in the image that ` +
        "runs inside the network",
      `${key("test")} runs on the ${unreachable}use \`selfTest\`, a command in the image that runs inside the network`,
      `${key("compare")} sends requests from the ${unreachable}use \`canary\`, which compares both versions by the ` +
        "metrics of the load balancers",
      `${key("warm")} sends requests from the ${unreachable}send them to \`TEST_URL\` in \`selfTest\` or in ` +
        "`hooks.beforeSwitch`",
    ]);
    expect(problemsOf(config({ users: { ...inside, checks: [] } }))).to.deep.equal([]);
  });

  it("keeps what its private load balancers do as well", () => {
    const users = {
      ...inside,
      ...{ stickySeconds: 60, slowStartSeconds: 30, protocol: "grpc", errorAlarmPercent: 10 },
      canary: { steps: [{ percent: 5, minutes: 10 }] },
    };
    expect(problemsOf(config({ users }))).to.deep.equal([]);
  });

  it("shares no name in the private zone", () => {
    const called = { ...inside, ruleSlot: 1, public: true, selfTest: undefined };
    const problems = (services: Record<string, object>) =>
      problemsOf(config({ shop: { ruleSlot: 9, calls: Object.keys(services) }, ...services }));
    expect(problems({ users: inside, accounts: { ...called, host: "users" } })).to.deep.equal([
      "`services.accounts.host` would make users.internal.dev.example.com the private name of users and the private " +
        "name of accounts",
    ]);
    expect(problems({ users: inside, "users-test": called })).to.deep.equal([
      "`services.users-test.host` would make users-test.internal.dev.example.com the test name of users and the " +
        "private name of users-test",
    ]);
    // Public names are other names.
    expect(
      problemsOf(config({ users: inside, accounts: { ruleSlot: 1, hosts: ["users"] } })),
    ).to.deep.equal([]);
  });

  it("needs a domain that leaves room for the private zone's certificate, and a free zone", () => {
    const domain = `${"d".repeat(51)}.com`;
    const problems = problemsOf({ ...config({ users: inside }), domain });
    expect(problems).to.deep.equal([
      "`domain` has 55 characters; the certificate for `*.internal.<domain>`, which private services need, allows 53",
    ]);
    const shop = { ruleSlot: 1, hosts: ["shop.internal.dev.example.com"] };
    expect(problemsOf(config({ users: inside, shop }))).to.deep.equal([
      "`services.shop.hosts.0` is shop.internal.dev.example.com, which is reserved for the private zone that private " +
        "services need",
    ]);
  });

  it("takes nothing of the public load balancers' quotas, and two listeners of the private ones", () => {
    const services = settingsOf(
      config({
        users: inside,
        accounts: { ...inside, ruleSlot: 8, calls: ["users"] },
        shop: { ruleSlot: 9, calls: ["users", "accounts"] },
      }),
    ).services;
    const takes = (name: SettingsQuota) =>
      quotas[name].takes(countedServices(services), "dev.example.com");
    expect(takes("listenersPerLoadBalancer")).to.equal(4);
    expect(takes("rulesPerLoadBalancer")).to.equal(6);
    expect(takes("targetGroupsPerLoadBalancer")).to.equal(4);
    expect(takes("targetGroups")).to.equal(12);
    expect(takes("loadBalancers")).to.equal(4);
    // Port 443, and its tests by either private load balancer.
    expect(rulesOfTasks([services["users"]!], {})).to.equal(3);
  });

  it("stays as it is while it serves, and so does a public one", () => {
    const settings = (service: object) => settingsOf(config({ users: service, matching: {} }));
    const [outsideOnes, insideOnes] = [settings({ ruleSlot: 7 }), settings(inside)];
    const shapeIn = (made: typeof outsideOnes) => ({
      users: shapeOf("users", made.services["users"]!),
      matching: shapeOf("matching", made.services["matching"]!),
    });
    const names = (made: typeof outsideOnes, name: object) => {
      const { users, matching } = shapeIn(made);
      return { users: { ...users, ...name }, matching };
    };
    const opened = servingChanges("dev", outsideOnes, {
      release: idle,
      services: names(insideOnes, { privateName: "users.internal.dev.example.com" }),
    });
    const closed = servingChanges("dev", insideOnes, {
      release: idle,
      services: names(outsideOnes, {
        ...{ productionName: "users.dev.example.com", testName: "users-test.dev.example.com" },
      }),
    });
    expect([opened?.problems, closed?.problems]).to.deep.equal([
      [
        "`services.users.public` is true, but users is running with false, and the change would interrupt it",
      ],
      [
        "`services.users.public` is false, but users is running with true, and the change would interrupt it",
      ],
    ]);
    expect(closed?.next).to.equal(
      "set it back in Pulumi.dev.yaml and run the command again; then, for a service with other values: " +
        "bluegreen service add <name> --stack dev --from users",
    );
  });

  it("says nothing of how test names outside are restricted", () => {
    const link = { type: "link" as const, generation: 3 };
    const deployed = { users: { kind: "api" as const, public: false as const } };
    expect(
      testAccessOf({}, undefined, { ...deployed, shop: { kind: "api", testAccess: link } }),
    ).to.deep.equal(link);
    expect(testAccessOf({}, undefined, deployed)).to.deep.equal({ type: "link", generation: 1 });
  });

  it("needs private load balancers in the environment that its own is built on", () => {
    const settings = settingsOf({
      ...config({ users: { ...inside, host: "users-pr-7" } }),
      foundation: "dev",
    });
    expect(callsIntoNothing(settings, undefined)).to.deep.equal([
      "`public: false` needs private load balancers, and dev has none: declare a call there and run `up`",
    ]);
    expect(callsIntoNothing(settings, {})).to.deep.equal([]);
  });
});
