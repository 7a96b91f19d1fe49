import { expect } from "chai";
import { definitionDifferences, keptSettings, settingsOf } from "../../config/definition";
import { serviceSchema } from "../../config/schema";
import type { Fleet } from "../../release/state";
import { knows, user } from "./limit";

const image = "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5";
const router = { image, logRouter: { type: "fluentbit" } };
const options = { Name: "datadog" };
const routed = (logs: object = {}, sidecar: object = {}, more: object = {}) =>
  user({
    sidecars: { router: { ...router, ...sidecar } },
    logs: { options, ...logs },
    ...more,
  });
const fluentd = (sidecar: object, more: object = {}) =>
  routed({ options: { "@type": "s3" } }, sidecar, more);
const apikey = "/dev/datadog";
const key = "`services.users.";

describe("the settings check, about logs,", () => {
  knows({
    "what writes to a router needs one": {
      pass: [routed()],
      fail: [
        [
          user({ logs: { options } }),
          `${key}logs\` need a log router: add a sidecar with \`logRouter: { type: fluentbit }\` that runs Fluent Bit (docs/sidecars.md)`,
        ],
      ],
    },
    "a router needs something to route": {
      pass: [user({ sidecars: { router: { image } } })],
      fail: [
        [
          user({ sidecars: { router } }),
          `${key}sidecars.router.logRouter\` has nothing to route, which ECS refuses: set \`services.users.logs\`, or remove this`,
        ],
      ],
    },
    "a task has one router": {
      pass: [routed({}, {}, { sidecars: { router, otel: { image } } })],
      fail: [
        [
          routed({}, {}, { sidecars: { router, second: router } }),
          `${key}sidecars.second.logRouter\` is a second log router; ECS allows one in a task`,
        ],
      ],
    },
    "its output has a name, unless its own configuration has outputs": {
      pass: [
        routed({ options: {} }, { logRouter: { configFile: "/extra.conf" } }),
        routed({ options: { "@type": "s3" } }, { logRouter: { type: "fluentd" } }),
        routed(
          { options: { "exclude-pattern": "GET", "log-driver-buffer-limit": "1" } },
          { logRouter: { configFile: "/extra.conf" } },
        ),
        routed({ secretOptions: { apikey } }, { logRouter: { configFile: "/extra.conf" } }),
      ],
      fail: [
        ...[
          { options: { apikey: "a" } },
          { options: {}, secretOptions: { apikey } },
          { options: { "include-pattern": "a" }, secretOptions: { apikey } },
        ].map((logs): [ReturnType<typeof user>, string] => [
          routed(logs, { logRouter: { configFile: "/extra.conf" } }),
          `${key}logs.options\` must have \`Name\`, the output that \`apikey\` is for; to configure outputs in \`configFile\` alone, remove \`apikey\``,
        ]),
        [
          routed({ options: { name: "datadog" } }),
          `${key}logs.options\` must have \`Name\`, which names the output, unless the router has a \`configFile\``,
        ],
        [
          routed({}, { logRouter: { type: "fluentd" } }),
          `${key}logs.options\` must have \`@type\`, which names the output, unless the router has a \`configFile\``,
        ],
      ],
    },
    "an option is set once": {
      pass: [routed({ secretOptions: { apikey: "/dev/datadog" } })],
      fail: [
        [
          routed({ secretOptions: { Name: "/dev/datadog" } }),
          `${key}logs.secretOptions.Name\` is also set in \`options\`; remove one of the two`,
        ],
      ],
    },
    "an option is a line of the router's configuration": {
      pass: [routed({ options: { ...options, "exclude-pattern": "^GET /health " } })],
      fail: [
        [
          routed({ options: { ...options, Host: "a\nb" } }),
          `${key}logs.options.Host\` must be one line: ECS writes it into the router's configuration`,
        ],
      ],
    },
    "ECS buffers fewer than 536,870,912 lines": {
      pass: [
        routed({ options: { ...options, "log-driver-buffer-limit": "0" } }),
        routed({ options: { ...options, "log-driver-buffer-limit": "536870911" } }),
      ],
      fail: [
        ...["536870912", "1e3", "5368709110"].map((limit): [ReturnType<typeof user>, string] => [
          routed({ options: { ...options, "log-driver-buffer-limit": limit } }),
          `${key}logs.options.log-driver-buffer-limit\` must be a number of lines, at most 536870911`,
        ]),
      ],
    },
    "Fargate reads no configuration from S3": {
      pass: [routed({}, { logRouter: { configFile: "/fluent-bit/extra.conf" } })],
      fail: [
        [
          routed({}, { logRouter: { configFile: "arn:aws:s3:::acme/extra.conf" } }),
          `${key}sidecars.router.logRouter.configFile\` must be a path in the router's image: Fargate reads no configuration from S3; build the file into the image, found \`arn:aws:s3:::acme/extra.conf\``,
        ],
        [
          routed({}, { logRouter: { configFile: "extra.conf" } }),
          `${key}sidecars.router.logRouter.configFile\` must be an absolute path, which starts with \`/\`, found \`extra.conf\``,
        ],
      ],
    },
    "ECS's own configuration is not included in itself": {
      pass: [
        routed({}, { logRouter: { configFile: "/fluentd/etc/fluent.conf" } }),
        fluentd({ logRouter: { type: "fluentd", configFile: "/fluent-bit/etc/fluent-bit.conf" } }),
      ],
      fail: [
        routed({}, { logRouter: { configFile: "/fluent-bit/etc/fluent-bit.conf" } }),
        fluentd({ logRouter: { type: "fluentd", configFile: "/fluentd/etc/fluent.conf" } }),
      ].map((raw, index): [ReturnType<typeof user>, string] => [
        raw,
        `${key}sidecars.router.logRouter.configFile\` must be another path: there, ECS mounts the configuration that includes it, found ` +
          `\`${index === 0 ? "/fluent-bit/etc/fluent-bit.conf" : "/fluentd/etc/fluent.conf"}\``,
      ]),
    },
    "a router's user is an id": {
      pass: [
        ...["0", "1000:1000", "1000:fluent"].map((id) => routed({}, { user: id })),
        user({ sidecars: { router: { image, user: "fluent" } } }),
      ],
      fail: ["fluent", "root:0"].map((name): [ReturnType<typeof user>, string] => [
        routed({}, { user: name }),
        `${key}sidecars.router.user\` must be a user ID, such as \`"1000"\`, since ECS does not start a log router whose user is a name, found \`${name}\``,
      ]),
    },
    "a router listens on 24224, and Fluent Bit on 8877 for health checks": {
      pass: [
        routed({}, {}, { port: 24_225 }),
        user({ port: 24_224 }),
        fluentd({ logRouter: { type: "fluentd" } }, { port: 8877 }),
      ],
      fail: [
        [
          routed({}, {}, { port: 8877 }),
          `${key}port\` must not be 8877: the task's log router listens on that port`,
        ],
        [
          routed({}, {}, { port: 24_224 }),
          `${key}port\` must not be 24224: the task's log router listens on that port`,
        ],
        [
          routed({}, {}, { healthCheck: { port: 24_224 } }),
          `${key}healthCheck.port\` must not be 24224: the task's log router listens on that port`,
        ],
      ],
    },
  });
});

describe("where a service's log goes", () => {
  it("is CloudWatch Logs for a fleet that kept no settings, like the router that it lacks", () => {
    const at = (given: string) =>
      settingsOf(
        serviceSchema.parse({
          sidecars: { router: { ...router, image: given } },
          logs: { options },
        }),
        { image: "users@sha256:1", size: 1 } as Fleet,
      );
    expect(at(image)).not.to.have.property("logs");
    expect(at(image).sidecars).to.deep.equal({});
    expect(at(`${image}@sha256:${"1".repeat(64)}`).logs?.options).to.deep.equal(options);
  });

  it("is part of its definition, and no change where nothing was recorded", () => {
    const plain = serviceSchema.parse({});
    const other = serviceSchema.parse({ sidecars: { router }, logs: { options } });
    const [from, to] = [keptSettings(plain), keptSettings(other)];
    expect(from).not.to.have.property("logs");
    expect(definitionDifferences(plain, from, keptSettings(plain))).to.deep.equal([]);
    expect(definitionDifferences(other, from, to).map(({ key: at }) => at)).to.deep.equal([
      "logs",
      "sidecars.router",
    ]);
  });
});
