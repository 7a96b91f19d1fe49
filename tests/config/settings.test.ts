import { expect } from "chai";
import { config, problemsOf, settingsOf } from "./samples";

describe("reading the settings", () => {
  it("fills in every default", () => {
    expect(settingsOf(config())).to.deep.equal({
      domain: "dev.example.com",
      network: { cidr: "10.0.0.0/16", availabilityZones: 2, natGateways: "single" },
      protect: false,
      tags: {},
      loadBalancers: { desyncMitigation: "defensive", ipv6: false },
      keepImages: true,
      logRetentionDays: 14,
      dnsSeconds: 300,
      notify: [],
      drain: { ttlSeconds: 60, marginSeconds: 20, quietSeconds: 60, maxQuietSeconds: 300 },
      quotas: {
        rulesPerLoadBalancer: 100,
        targetGroupsPerLoadBalancer: 100,
        targetsPerLoadBalancer: 1000,
        targetsPerTargetGroup: 1000,
        listenersPerLoadBalancer: 50,
        certificatesPerLoadBalancer: 25,
        targetGroups: 3000,
        loadBalancers: 50,
        rulesPerSecurityGroup: 60,
        servicesPerCluster: 5000,
        tasksPerService: 5000,
        capacityProvidersPerCluster: 20,
        autoScalingGroups: 500,
      },
      services: {
        users: {
          kind: "api",
          port: 8080,
          protocol: "http1",
          public: true,
          size: 2,
          cpu: 256,
          droppedCapabilities: [
            ...["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"],
          ],
          memoryMiB: 512,
          architecture: "X86_64",
          compute: { type: "fargate" },
          capacity: "onDemand",
          environment: {},
          secrets: {},
          calls: [],
          outboundPorts: [443],
          readonlyRootFilesystem: true,
          healthCheck: {
            path: "/health",
            matcher: "200",
            intervalSeconds: 10,
            timeoutSeconds: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
          },
          longestRequestSeconds: 60,
          deregistrationSeconds: 60,
          stopSeconds: 60,
          startSeconds: 600,
          checks: [],
          alarms: [],
          errorAlarmPercent: 5,
          ulimits: {},
          init: true,
          exec: false,
          permissions: [],
          policyArns: [],
          volumes: [],
          sidecars: {},
          hooks: {},
          schedules: {},
        },
      },
    });
  });

  it("accepts hooks as program and arguments, by default with ten minutes and safe to repeat", () => {
    const hooks = { beforeSwitch: { command: ["node", "migrate.cjs"] } };
    expect(settingsOf(config({ users: { hooks } })).services["users"]?.hooks).to.deep.equal({
      beforeSwitch: { command: ["node", "migrate.cjs"], timeoutSeconds: 600, once: false },
    });
    const wrong = { beforeSwitsh: hooks.beforeSwitch, afterSwitch: { command: [] } };
    expect(problemsOf(config({ users: { hooks: wrong } }))).to.deep.equal([
      "`services.users.hooks.afterSwitch.command` must have at least 1 entry",
      "`services.users.hooks.beforeSwitsh` is not a known key; did you mean `beforeSwitch`?",
    ]);
  });

  it("accepts an environment without services", () => {
    expect(settingsOf(config({})).services).to.deep.equal({});
  });

  it("accepts values as text, the way Pulumi passes them", () => {
    const raw = { domain: "a.example.com", services: '{"users":{"port":9000}}', protect: "true" };
    const settings = settingsOf(raw);
    expect(settings.protect).to.equal(true);
    expect(settings.services["users"]).to.deep.include({ kind: "api", port: 9000 });
  });

  it("accepts an existing VPC", () => {
    const network = {
      vpcId: "vpc-00000001",
      publicSubnetIds: ["subnet-00000001", "subnet-00000002"],
      privateSubnetIds: ["subnet-00000003", "subnet-00000004"],
    };
    expect(settingsOf({ ...config(), network }).network).to.deep.equal(network);
  });

  it("reports every problem of a config at once", () => {
    const found = problemsOf({
      domain: "dev.example.com",
      hostedZone: "example.org",
      protct: true,
      logRetentionDays: 2,
      services: {
        users: { prot: 1, port: "x", compute: { type: "ec3" }, healthCheck: { path: "x" } },
        Matching: { host: "users-test", environment: { BLUEGREEN_COLOR: "red", LEVEL: 2 } },
        search: { cpu: 512, memoryMiB: 512 },
      },
    });
    expect(found).to.have.members([
      "`logRetentionDays` must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, " +
        "1096, 1827, 2192, 2557, 2922, 3288 or 3653, found 2",
      "`services.users.port` must be a number, found the text `x`",
      "`services.users.compute.type` must be one of fargate or ec2, found `ec3`",
      "`services.users.healthCheck.path` must be a path that starts with `/`, in printable ASCII without " +
        "spaces, found `x`",
      "`services.users.prot` is not a known key; did you mean `port`?",
      "`services.Matching.environment.LEVEL` must be text (in quotes, if it looks like a number)",
      "`protct` is not a known key; did you mean `protect`?",
      "`hostedZone` must be `domain` or a parent of it: dev.example.com does not end in " +
        ".example.org",
      "`services.Matching` must have a name of lower-case letters, digits and hyphens " +
        "that starts with a letter and does not end in a hyphen",
      "`services.Matching.host` would make users-test the test name of users and the " +
        "production name of Matching",
      "`services.Matching.environment.BLUEGREEN_COLOR` starts with BLUEGREEN_, a prefix " +
        "reserved for the program",
      "`services.search.memoryMiB` must be 1024, 2048, 3072 or 4096 with `cpu` 512 on Fargate, found 512",
    ]);
  });

  it("does not report problems that follow from a value that is itself invalid", () => {
    // With a valid cpu, this memory could be valid.
    const found = problemsOf(config({ users: { cpu: "much", memoryMiB: 7777 } }));
    expect(found).to.deep.equal(["`services.users.cpu` must be a number, found the text `much`"]);
  });
});
