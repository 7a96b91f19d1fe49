import { expect } from "chai";
import { z } from "zod";
import { places, whyUnsupported } from "../../config/otherTools/unsupported";
import { settingsSchema } from "../../config/schema";
import { config, problemsOf } from "./samples";

describe("settings that other tools have", () => {
  it("are refused with the name that they have here", () => {
    const found = problemsOf(
      config({
        users: {
          replicas: 3,
          containerPort: 80,
          env_vars: {},
          "task-role-arn": "arn:aws:iam::123456789012:role/users",
          size: { min: 1, max: 4, target: { cpuPercent: 60, cpuUtilization: 60 }, minCapacity: 2 },
          healthCheck: { successCodes: "200" },
          volumes: [{ path: "/tmp", temporary: true, mountPath: "/tmp" }],
          sidecars: { proxy: { image: "example.com/proxy:1", depends_on: ["app"] } },
          schedules: {
            nightly: { cron: "0 3 * * ? *", zone: "UTC", command: ["true"], timezone: "UTC" },
          },
        },
      }),
    );
    const of = (key: string, text: string) => `\`services.users.${key}\` ${text}`;
    expect(found).to.have.members([
      of("replicas", "is called `size` here"),
      of("containerPort", "is called `port` here"),
      of("env_vars", "is called `environment` here"),
      of("task-role-arn", "is called `roleArn` here"),
      of("size.minCapacity", "is called `min` here"),
      of("size.target.cpuUtilization", "is called `cpuPercent` here"),
      of("healthCheck.successCodes", "is called `matcher` here"),
      of("volumes.0.mountPath", "is called `path` here"),
      of(
        "sidecars.proxy.depends_on",
        "is called `startFirst` here, on the container that the service waits for",
      ),
      of("schedules.nightly.timezone", "is called `zone` here"),
    ]);
  });

  it("say why they are not supported", () => {
    const found = problemsOf({
      ...config({ users: { minimumHealthyPercent: 100, pathPattern: "/users/*" } }),
      cloudfront: true,
      loadBalancers: { ssl_policy: "x" },
    });
    expect(found).to.have.members([
      "`services.users.minimumHealthyPercent` is not supported: a release starts a whole fleet beside the one that serves, " +
        "and replaces no task of that one",
      "`services.users.pathPattern` is not supported: each service has names of its own, since a release moves a name to " +
        "the other load balancer. Set `hosts`",
      "`cloudfront` is not supported: a release moves the DNS record of a name, and a distribution in front would keep " +
        "leading to one place",
      "`loadBalancers.ssl_policy` needs no setting: the program chooses AWS's recommended policy, with TLS 1.2 and 1.3",
    ]);
  });

  it("have their places inside a map, too", () => {
    const found = problemsOf(
      config({
        users: {
          permissions: [
            { Effect: "Allow", Action: ["s3:Get*"], Resource: ["*"], Condition: {}, Sid: "read" },
          ],
          ulimits: { nofile: { softLimit: 1024, hardLimit: 4096 } },
          compute: { type: "ec2", instanceTypes: ["m7i.large"], disk_size: 50 },
          size: {
            ...{ min: 1, max: 2, target: { cpuPercent: 60, queue: { queueUrl: "https://…" } } },
            scheduled: [{ schedule: "0 8 * * ? *", timezone: "UTC", minCapacity: 2 }],
          },
        },
        mailer: { capacity: { onDemandBase: 2, weight: 4 } },
      }),
    );
    const unknown = found.filter((one) => !/ is required$/.test(one));
    const of = (key: string, text: string) => `\`services.users.${key}\` ${text}`;
    expect(unknown).to.have.members([
      of(
        "permissions.0.Effect",
        "needs no setting: each entry allows. To deny, name a policy of your own in `policyArns`",
      ),
      of("permissions.0.Action", "is called `actions` here"),
      of("permissions.0.Resource", "is called `resources` here"),
      of(
        "permissions.0.Condition",
        "is not supported: write a policy with it in IAM, and name that in `policyArns`",
      ),
      of("permissions.0.Sid", "needs no setting: nothing refers to an entry by a name"),
      of("ulimits.nofile.softLimit", "is called `soft` here"),
      of("ulimits.nofile.hardLimit", "is called `hard` here"),
      of(
        "compute.instanceTypes",
        "takes one type, `instanceType`; others for Spot go to `capacity`: `{ instanceTypes: […] }`",
      ),
      of("compute.disk_size", "is called `diskGiB` here"),
      of("size.target.queue.queueUrl", "is called `arn` here: the ARN of the queue"),
      of("size.scheduled.0.schedule", "is called `cron` here"),
      of("size.scheduled.0.timezone", "is called `zone` here"),
      of("size.scheduled.0.minCapacity", "is called `min` here"),
      "`services.mailer.capacity.onDemandBase` is called `base` here",
      "`services.mailer.capacity.weight` is called `spotPercent` here: of the tasks above `base`",
    ]);
  });

  it("of a service's surroundings say where those are described", () => {
    const users = { extends: "base", "<<": {}, domainZone: "x", dlq: "x", priorityClassName: "x" };
    const found = problemsOf({
      ...config({ users: { ...users, healthCheckConfiguration: {}, driver: "docker" } }),
      ...{ regions: [], provider: "aws", route53: {}, backup: {}, parameters: {} },
    });
    const written = "is not supported: a service can't inherit settings; write them out in full";
    const inProgram = "(docs/own-program.md)";
    expect(found).to.have.members([
      `\`services.users.extends\` ${written}`,
      `\`services.users.<<\` ${written}`,
      "`services.users.domainZone` is a setting of the environment: `hostedZone`",
      `\`services.users.dlq\` is not supported: describe queues, topics and databases in a program of yours ${inProgram}`,
      "`services.users.priorityClassName` needs no setting: the program spreads a fleet's tasks over the Availability " +
        "Zones, then over instances",
      "`services.users.healthCheckConfiguration` is called `healthCheck` here",
      "`services.users.driver` needs no setting: ECS runs the containers",
      "`regions` is not supported: an environment is in one region; make a stack for each",
      "`provider` belongs to the provider: `aws:region` and `aws:profile`",
      "`route53` is called `hostedZone` here, by its name",
      `\`backup\` is not supported: describe it in a program of yours ${inProgram}`,
      "`parameters` is not supported: each environment is a stack, with settings in a `Pulumi.<stack>.yaml` of its own",
    ]);
  });

  it("belong to a service or to the environment", () => {
    expect(problemsOf({ ...config({ users: { tags: {} } }), cpu: 256 })).to.have.members([
      "`services.users.tags` is a setting of the environment: `tags`",
      "`cpu` is a setting of each service: `services.<name>.cpu`",
    ]);
  });

  it("are taken for a typo where they only differ in case", () => {
    expect(problemsOf(config({ users: { entrypoint: ["app"] } }))).to.deep.equal([
      "`services.users.entrypoint` is not a known key; did you mean `entryPoint`?",
    ]);
  });

  it("are none that any object inherits", () => {
    expect(whyUnsupported(["services", "users"], "constructor")).to.equal(undefined);
    expect(whyUnsupported(["services", "users"], "toString")).to.equal(undefined);
  });

  it("are at places that the settings have, and are none of their keys", () => {
    for (const [place, words] of places) {
      const known = keysAt(stepsOf(place));
      expect(known, place).to.not.have.length(0);
      const normal = known.map((key) => key.toLowerCase());
      expect(
        Object.keys(words).filter((key) => normal.includes(key)),
        place,
      ).to.deep.equal([]);
    }
  });

  it("name only settings that exist", () => {
    const others = [["network"], ["drain"], ["services", "*", "compute"]];
    const everywhere = [[], ...others, ...places.map(([place]) => stepsOf(place))].flatMap(keysAt);
    const namedOfEnvironment = new Set<string>();
    for (const [place, words] of places) {
      for (const [key, text] of Object.entries(words)) {
        const called = /^is called `([^`]+)`/.exec(text)?.[1];
        if (called !== undefined) {
          const inner = called.split(".");
          const beside = keysAt([...stepsOf(place), ...inner.slice(0, -1)]);
          expect(beside, `${place} ${key}`).to.include(inner.at(-1));
        }
        const ofEnvironment = /environment: `(\w+)`/.exec(text)?.[1];
        if (ofEnvironment !== undefined) {
          expect(keysAt([]), key).to.include(ofEnvironment);
          namedOfEnvironment.add(ofEnvironment);
        }
        // The namespace is the project's name, which is anything.
        expect(text, `${place} ${key}`).to.not.include("bluegreen:");
        const alone = [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
        for (const name of alone.filter((one) => /[A-Z]/.test(one))) {
          expect([...everywhere, "CMD"], `${place} ${key}`).to.include(name);
        }
      }
    }
    expect([...namedOfEnvironment].sort()).to.deep.equal([
      ...[
        "certificateArns",
        "drain",
        "hostedZone",
        "loadBalancers",
        "logRetentionDays",
        "network",
        "protect",
      ],
    ]);
  });
});

function stepsOf(place: string): string[] {
  return place === "" ? [] : place.split(".");
}

interface Shape {
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | false;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

let whole: Shape | undefined;

function keysAt(steps: readonly string[]): string[] {
  whole ??= z.toJSONSchema(settingsSchema, { io: "input" }) as Shape;
  const members = (shape: Shape): Shape[] => [
    shape,
    ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap(members),
  ];
  const inner = (shape: Shape, step: string): Shape[] =>
    step === "*"
      ? [shape.items, shape.additionalProperties || undefined].filter((one) => one !== undefined)
      : [shape.properties?.[step]].filter((one) => one !== undefined);
  let shapes = members(whole);
  for (const step of steps) shapes = shapes.flatMap((one) => inner(one, step)).flatMap(members);
  return [...new Set(shapes.flatMap((one) => Object.keys(one.properties ?? {})))];
}
