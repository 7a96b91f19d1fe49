import { AutoScalingClient, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsObserver } from "../../../automation/adapters/aws/observer";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { toCommandResult } from "../../../automation/commands/deploy";
import type { DeployError } from "../../../automation/world/errors";
import type { Deployed, Observer, Ports } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { resume } from "../../../automation/runbook/recover";
import { progressFrom } from "../../../automation/runbook/progress";
import { releaseResult, type ReleaseResult } from "../../../automation/runbook/result";
import { startRun } from "../../../automation/runbook/run";
import { walk } from "../../../automation/runbook/walk";
import { settingsSchema } from "../../../config/schema";
import { emptyState, type ReleaseState, withServices } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { type Answer, type Endpoint, refusal, startEndpointThat } from "../adapters/aws/endpoint";
import { digest, inventory, region } from "../adapters/aws/fixtures";

const request = (hexDigit: string) => ({
  id: "r-1",
  owner: "",
  startedAt: "2025-01-31T12:00:00.000Z",
  services: { users: { image: `users@${digest(hexDigit)}`, size: 1 } },
});
const empty = withServices(emptyState, ["users"]);
const released = retire(switchOver(stage(empty, request("a"))));
const switched = switchOver(stage(released, request("b")));

const running: Answer = {
  status: 200,
  body: { services: [{ status: "ACTIVE", desiredCount: 1, deployments: [], events: [] }] },
};
const gone: Answer = { status: 200, body: { services: [], failures: [{ reason: "MISSING" }] } };
const nobody: Answer = { status: 200, body: { taskArns: [], tasks: [] } };

/**
 * A release from its drain on. Calls to ECS go through the SDK to an endpoint on loopback; the load balancers'
 * answers are mocked, and DNS, the stack and the clock are the test's own.
 */
describe("AWS in the middle of a release", function () {
  this.timeout(60_000);
  let elb: AwsClientStub<ElasticLoadBalancingV2Client>;
  let groups: AwsClientStub<AutoScalingClient>;
  let endpoint: Endpoint | undefined;
  before(() => {
    groups = mockClient(AutoScalingClient);
    groups.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
    elb = mockClient(ElasticLoadBalancingV2Client);
    elb.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [
        { Target: { Id: "10.0.0.1", Port: 80 }, TargetHealth: { State: "healthy" } },
      ],
    });
  });
  after(() => [elb, groups].forEach((mock) => mock.restore()));
  afterEach(() => endpoint?.close());

  /** `trouble` is the answer to a call to ECS in the middle of the release; null: nothing is wrong. */
  async function start(trouble: (asked: number) => Answer | null) {
    let asked = 0;
    let stopped = false;
    const troubled: number[] = [];
    endpoint = await startEndpointThat((operation) => {
      if (operation !== "DescribeServices") return nobody;
      const answer = trouble(asked++);
      if (answer) troubled.push(asked);
      return answer ?? (stopped ? gone : running);
    });
    const stack = {
      name: "dev",
      settings: settingsSchema.parse({
        domain: "example.com",
        drain: { ttlSeconds: 6, marginSeconds: 0, quietSeconds: 1, maxQuietSeconds: 1 },
        services: { users: { size: 1, errorAlarmPercent: 0 } },
      }),
      engineState: () =>
        Promise.resolve({
          targets: { "users.example.com": inventory.edges.green.dnsName },
          pending: [],
          tasks: {},
          instances: {},
          writtenAt: "now",
          content: "now",
        }),
      apply: (wanted: ReleaseState): Promise<Deployed> => {
        stopped = wanted.current === null;
        return Promise.resolve({ release: wanted, inventory, colorSecret: "secret" });
      },
    };
    const green = ["10.0.1.2"];
    const observer: Observer = {
      ...createAwsObserver({ region }),
      resolve: () =>
        Promise.resolve([{ server: "ns", addresses: green, ttlSeconds: 6, error: null }]),
      edgeAddresses: (_, edge) => Promise.resolve(edge === "green" ? green : ["10.0.1.1"]),
      traffic: () => Promise.resolve({ requests: 0, windowSeconds: 1, lagSeconds: 0 }),
    };
    let seconds = 0;
    const clock = {
      nowMs: () => Date.parse(request("a").startedAt) + seconds * 1000,
      monotonicSeconds: () => seconds,
      sleep: (ms: number) => Promise.resolve(void (seconds += ms / 1000)),
    };
    const silent = () => undefined;
    const reporter = {
      ...{ stepStarted: silent, stepEnded: silent, waiting: silent, note: silent, warn: silent },
    };
    const inspector = nothingToInspect("a test");
    const ports = { stack, observer, inspector, clock, reporter } as unknown as Ports;
    return { run: startRun(ports, allRules, "somebody"), troubled };
  }

  const environment = { release: switched, inventory, colorSecret: "secret" };

  /** As `deploy` continues once its switch is in sync. */
  async function fromTheDrainOn(trouble: (asked: number) => Answer | null) {
    const { run, troubled } = await start(trouble);
    run.measured.upSeconds.push(1, 1);
    const result = await toCommandResult(run, async () => {
      const ended = await walk(run, "release", progressFrom(environment), { at: "switched" });
      return releaseResult(run, { id: "r-1", services: ["users"] }, ended);
    }).catch((thrown: unknown) => thrown);
    return { result, troubled };
  }

  it("may throttle a call, which is retried, and the release goes on to its end", async () => {
    const throttled = refusal(400, "ThrottlingException", "Rate exceeded");
    const { result, troubled } = await fromTheDrainOn((asked) =>
      asked === 1 || asked === 2 ? throttled : null,
    );
    expect((result as { json: ReleaseResult }).json).to.deep.include({ outcome: "done" });
    expect(troubled).to.deep.equal([2, 3]);
  });

  const rests: [string, Answer, string, string][] = [
    [
      "whose credentials expire",
      refusal(
        400,
        "ExpiredTokenException",
        "The security token included in the request is expired",
      ),
      "release paused (production as recorded: users on green): Could not read the fleet `users-green`. " +
        "The AWS credentials have expired: The security token included in the request is expired.",
      "Renew them (`aws sso login`; in CI, start the job again with a role session that outlasts a " +
        "release); then: bluegreen resume --stack dev",
    ],
    [
      "that denies an action",
      refusal(
        400,
        "AccessDeniedException",
        "User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: " +
          "ecs:DescribeServices on resource: arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green " +
          "because no identity-based policy allows the ecs:DescribeServices action",
      ),
      "release paused (production as recorded: users on green): Could not read the fleet `users-green`. " +
        "IAM does not allow `arn:aws:sts::123456789012:assumed-role/ci/run` `ecs:DescribeServices` on " +
        "`arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green` because no identity-based " +
        "policy allows the ecs:DescribeServices action.",
      "Allow `ecs:DescribeServices` on " +
        "`arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green` in the policy of " +
        "`arn:aws:sts::123456789012:assumed-role/ci/run`; then: bluegreen resume --stack dev",
    ],
  ];
  for (const [what, answer, found, next] of rests) {
    it(`${what} pauses the release, which says what to do next`, async () => {
      const { result } = await fromTheDrainOn((asked) => (asked > 1 ? answer : null));
      const { kind, found: said, next: todo } = result as DeployError;
      expect({ kind, said, todo }).to.deep.equal({
        kind: "stoppedMidway",
        said: found,
        todo: next,
      });
    });
  }

  it("lets `resume` finish the release once it answers again", async () => {
    const { run } = await start(() => null);
    const result = await resume(run, environment);
    expect(result).to.deep.include({ outcome: "done", release: "r-1" });
    expect(result.steps.map(({ step }) => step)).to.deep.equal(["0", "5", "drain", "6"]);
  });
});
