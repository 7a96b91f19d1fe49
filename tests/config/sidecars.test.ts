import { expect } from "chai";
import { definitionDifferences, keptSettings, settingsOf } from "../../config/definition";
import { serviceSchema, type ServiceSettings } from "../../config/schema";
import { pinnedImage, sidecarImages, withDigests } from "../../config/sidecarImage";
import { knows, user } from "./limit";

const image = "ghcr.io/team/otel:1.2";
const login = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otel-AbCdEf";
const secretsKmsKeyArn =
  "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const digest = `sha256:${"1".repeat(64)}`;
const beside = (otel: object, more: object = {}) =>
  user({ sidecars: { otel: { image, ...otel } }, ...more });
const key = "`services.users.";
const many = (count: number) =>
  user({
    sidecars: Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, { image }])),
  });

describe("the settings check, about sidecars,", () => {
  knows({
    "a task has 10 containers": {
      pass: [many(9)],
      fail: [
        [
          many(10),
          `${key}sidecars\` are more than 9: ECS runs 10 containers in a task, of which one is the service's`,
        ],
      ],
    },
    "no other container has the service's name": {
      pass: [beside({})],
      fail: [
        [
          user({ sidecars: { users: { image } } }),
          `${key}sidecars.users\` has the name of the service's own container; choose another`,
        ],
      ],
    },
    "an image has a registry, and a tag or a digest": {
      pass: [
        beside({ image: `ghcr.io/team/otel@${digest}` }),
        beside({ image: `localhost:5000/otel:1@${digest}` }),
      ],
      fail: [
        [
          beside({ image: "ghcr.io/team/otel" }),
          `${key}sidecars.otel.image\` has neither a tag nor a digest; end it with one, such as \`:1.2.3\``,
        ],
        [
          beside({ image: "ghcr.io/team/otel@sha256:1" }),
          `${key}sidecars.otel.image\` has a malformed tag or digest`,
        ],
        ...[":", "@", `:@${digest}`, ":1@", `@${digest}@${digest}`].map(
          (end): [ReturnType<typeof user>, string] => [
            beside({ image: `ghcr.io/team/otel${end}` }),
            `${key}sidecars.otel.image\` has a malformed tag or digest`,
          ],
        ),
      ],
    },
    "a login is a whole secret, for a registry other than ECR": {
      pass: [
        beside({ repositorySecretArn: login }),
        beside({ repositorySecretArn: login }, { secretsKmsKeyArn }),
        beside({ image: "public.ecr.aws/team/otel:1", repositorySecretArn: login }),
      ],
      fail: [
        [
          beside({ repositorySecretArn: `${login}:password::` }),
          `${key}sidecars.otel.repositorySecretArn\` must be the ARN of a whole secret in Secrets Manager`,
        ],
        [
          beside({
            image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/otel:1",
            repositorySecretArn: login,
          }),
          `${key}sidecars.otel.repositorySecretArn\` has no effect: the image is in ECR, which needs no credentials; remove it`,
        ],
      ],
    },
    "a name is one that AWS and log streams can have": {
      pass: [user({ sidecars: { "otel-1": { image } } })],
      fail: [
        [
          user({ sidecars: { otel_1: { image } } }),
          `${key}sidecars.otel_1\` must be lower-case letters, digits and hyphens`,
        ],
        [
          user({ sidecars: { ["o".repeat(64)]: { image } } }),
          `${key}sidecars.${"o".repeat(64)}\` must have at most 63 characters`,
        ],
      ],
    },
    "a health check begins with a program, and not as in a task definition": {
      pass: [beside({ healthCheck: { command: ["sh", "-c", "CMD || exit 1"] } })],
      fail: (
        [
          ["CMD", "leave `CMD` out"],
          ["CMD-SHELL", "write `[sh, -c, <command line>]`, if the image has a shell"],
          ["NONE", "remove `healthCheck`"],
        ] as const
      ).map(([first, todo]): [ReturnType<typeof user>, string] => [
        beside({ healthCheck: { command: [first, "curl -f localhost:13133"] } }),
        `${key}sidecars.otel.healthCheck.command\` must begin with the program to run, found \`${first}\`: ${todo}`,
      ]),
    },
    "the task has room for its containers": {
      pass: [beside({ cpu: 255, memoryMiB: 506 })],
      fail: [
        [beside({ cpu: 256 }), `${key}cpu\` must be more than the 256 of its sidecars, found 256`],
        [
          beside({ memoryMiB: 507 }),
          `${key}memoryMiB\` must be at least 6 more than the 507 of its sidecars, found 512`,
        ],
      ],
    },
    "a variable is set once, and not one of the program's": {
      pass: [beside({ environment: { A: "1" }, secrets: { B: "/b" } })],
      fail: [
        [
          beside({ environment: { A: "1" }, secrets: { A: "/b" } }),
          `${key}sidecars.otel.secrets.A\` is also set in \`environment\`; remove one of the two`,
        ],
        [
          beside({ environment: { BLUEGREEN_COLOR: "1" } }),
          `${key}sidecars.otel.environment.BLUEGREEN_COLOR\` starts with BLUEGREEN_, a prefix reserved for the program`,
        ],
      ],
    },
    "a sidecar mounts volumes of the service": {
      pass: [beside({ mounts: ["/tmp"] }, { volumes: [{ path: "/tmp", temporary: true }] })],
      fail: [
        [
          beside({ mounts: ["/tmp"] }),
          `${key}sidecars.otel.mounts.0\` is not the path of one of the service's \`volumes\`, found \`/tmp\``,
        ],
      ],
    },
    "Fargate waits 120 seconds for a container": {
      pass: [
        beside({ stopSeconds: 120 }),
        beside({ stopSeconds: 121 }, { compute: { type: "ec2" } }),
      ],
      fail: [
        [
          beside({ stopSeconds: 121 }),
          `${key}sidecars.otel.stopSeconds\` must be at most 120 on Fargate, found 121`,
        ],
      ],
    },
  });
});

describe("the image of a sidecar in a definition", () => {
  const service = (otel: string): ServiceSettings =>
    serviceSchema.parse({ sidecars: { otel: { image: otel } } });
  const kept = keptSettings(service(image));
  const pinned = withDigests(kept, { otel: digest });

  it("is in a registry whose host name has no case", () => {
    expect(service("GHCR.io/team/otel:A").sidecars["otel"]?.image).to.equal("ghcr.io/team/otel:A");
  });

  it("is recorded with its tag and the digest that it had, and pulled by digest", () => {
    expect(pinned["sidecars"]).to.have.nested.property("otel.image", `${image}@${digest}`);
    expect(sidecarImages(pinned)).to.deep.equal([`ghcr.io/team/otel@${digest}`]);
    expect(pinnedImage(image)).to.equal(image);
    const running = settingsOf(service("ghcr.io/team/otel:2"), { settings: pinned });
    expect(running.sidecars["otel"]!.image).to.equal(`${image}@${digest}`);
  });

  it("is the same as in settings with that tag, and waits for a release with another", () => {
    const changes = (to: string) =>
      definitionDifferences(service(image), pinned, keptSettings(service(to))).map(
        (one) => one.key,
      );
    expect(changes(image)).to.deep.equal([]);
    expect(changes("ghcr.io/team/otel:1.3")).to.deep.equal(["sidecars.otel.image"]);
    expect(changes(`ghcr.io/team/otel@${digest}`)).to.deep.equal(["sidecars.otel.image"]);
    const moved = withDigests(kept, { otel: `sha256:${"2".repeat(64)}` });
    expect(definitionDifferences(service(image), pinned, moved)).to.have.length(1);
  });

  it("is in no fleet that was released before there were sidecars", () => {
    expect(settingsOf(service(image), {}).sidecars).to.deep.equal({});
    const { sidecars: _, ...old } = kept;
    expect(settingsOf(service(image), { settings: old }).sidecars).to.deep.equal({});
  });
});
