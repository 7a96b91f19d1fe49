import { user, knows, workers } from "./limit";
import { config } from "./samples";

const scaled = (target: object) => ({ size: { min: 1, max: 2, target } });
const api = (target: object) => user(scaled(target));
const worker = (target: object) => config(workers(1, scaled(target)));
const queueArn = (name: string, start = "arn:aws:sqs:eu-central-1:123456789012:") =>
  worker({ queue: { arn: `${start}${name}`, perTask: 10 } });

const queue = { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 10 };
const from = (min: number, target: object) => config(workers(1, { size: { min, max: 2, target } }));

const ofUsers = "`services.users.size.target";
const ofMailer = "`services.mailer.size.target";
const example = "`arn:aws:sqs:eu-central-1:123456789012:jobs`";

describe("the settings check, about what a service scales by,", () => {
  knows({
    "takes any number of requests above 0, of an api alone": {
      pass: [
        api({ requestsPerTask: 0.5 }),
        api({ requestsPerTask: 1e9, cpuPercent: 60 }),
        api({ requestsPerTask: 2 ** 360 }),
      ],
      fail: [
        [
          api({ requestsPerTask: 1e109 }),
          `${ofUsers}.requestsPerTask\` must be at most 2^360, which is all that AWS takes, found 1e+109`,
        ],
        [api({ requestsPerTask: 0 }), `${ofUsers}.requestsPerTask\` must be more than 0, found 0`],
        [
          api({ requestsPerTask: "600" }),
          `${ofUsers}.requestsPerTask\` must be a number, found the text \`600\``,
        ],
        [
          worker({ requestsPerTask: 600 }),
          `${ofMailer}.requestsPerTask\` is for services of kind \`api\`: a worker gets no requests. Scale it by ` +
            "`queue`, `cpuPercent` or `memoryPercent`",
        ],
      ],
    },
    "takes an SQS queue, of a worker alone": {
      pass: [
        queueArn("jobs"),
        queueArn(`${"j".repeat(75)}.fifo`),
        queueArn("Jobs_1-a", "arn:aws-cn:sqs:cn-north-1:123456789012:"),
        worker({ queue: { arn: "arn:aws:sqs:us-east-1:123456789012:a", perTask: 0.1 } }),
      ],
      fail: [
        [
          api({ queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 10 } }),
          `${ofUsers}.queue\` is for services of kind \`worker\`: in a release, both versions of an api would take ` +
            "from the queue. Move the consumer into a worker, or scale by `requestsPerTask`, `cpuPercent` or " +
            "`memoryPercent`",
        ],
        [
          queueArn("jobs", "arn:aws:sns:eu-central-1:123456789012:"),
          `${ofMailer}.queue.arn\` must be the ARN of an SQS queue, such as ${example}, found ` +
            "`arn:aws:sns:eu-central-1:123456789012:jobs`",
        ],
        [
          queueArn("jobs", "https://sqs.eu-central-1.amazonaws.com/123456789012/"),
          `${ofMailer}.queue.arn\` must be the queue's ARN, such as ${example}, and not its URL, found ` +
            "`https://sqs.eu-central-1.amazonaws.com/123456789012/jobs`",
        ],
        [
          queueArn("jobs.lifo"),
          `${ofMailer}.queue.arn\` names a queue \`jobs.lifo\`, but SQS allows letters, digits, \`_\` and \`-\` in ` +
            "names, and `.fifo` at the end",
        ],
        [
          queueArn("jobs", "arn:aws:sqs:mars:123456789012:"),
          `${ofMailer}.queue.arn\` is an ARN without a valid region, such as \`eu-central-1\``,
        ],
        [
          queueArn("jobs", "arn:aws-cn:sqs:eu-central-1:123456789012:"),
          `${ofMailer}.queue.arn\` is an ARN that names a region of another partition; in that region ARNs begin ` +
            "with `arn:aws:`",
        ],
        [
          queueArn("j".repeat(81)),
          `${ofMailer}.queue.arn\` names a queue with 81 characters in its name, but SQS allows 80`,
        ],
        [
          worker({ queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs" } }),
          `${ofMailer}.queue.perTask\` is required`,
        ],
        [
          worker({ queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: -1 } }),
          `${ofMailer}.queue.perTask\` must be more than 0, found -1`,
        ],
      ],
    },
    "takes bounds from 0 of a worker with a queue alone": {
      pass: [from(0, { queue }), from(0, { queue, cpuPercent: 60 })],
      fail: [
        [
          from(0, { cpuPercent: 60 }),
          "`services.mailer.size.min` may be 0 only with `target.queue`: with no tasks there is no CPU or memory use " +
            "for AWS to scale by",
        ],
        [
          user({ size: { min: 0, max: 2, target: { cpuPercent: 60 } } }),
          "`services.users.size.min` must be at least 1: an api without tasks answers 503. Only a worker may have 0",
        ],
        [from(-1, { queue }), "`services.mailer.size.min` must be at least 0, found -1"],
        [
          config(workers(1, { size: { min: 0, max: 0, target: { queue } } })),
          "`services.mailer.size.max` must be at least 1, found 0",
        ],
        [config(workers(1, { size: 0 })), "`services.mailer.size` must be at least 1, found 0"],
      ],
    },
  });
});
