import { expect } from "chai";
import {
  refreshingIfFailed,
  refreshingIfGone,
} from "../../../../automation/adapters/pulumi/refreshing";
import {
  DeployError,
  QuestionFailed,
  refused,
  StepFailed,
} from "../../../../automation/world/errors";
import { staleRelease } from "../../../../release/nextState";

type Tries = (
  onNote: (note: string) => void,
  attempt: (refresh: boolean) => Promise<void>,
) => Promise<void>;

/** Plays an operation whose attempts end as given; null succeeds. */
const playing =
  (tries: Tries) =>
  async (...ends: (Error | null)[]) => {
    const notes: string[] = [];
    const refreshes: boolean[] = [];
    const failure = await tries(
      (note) => notes.push(note),
      (refresh) => {
        const end = ends[refreshes.push(refresh) - 1];
        return end ? Promise.reject(end) : Promise.resolve();
      },
    ).then(
      () => null,
      (error: unknown) => error,
    );
    return { notes, refreshes, failure };
  };
const destroy = playing(refreshingIfFailed);
const up = playing(refreshingIfGone);

describe("deleting all resources of a stack", () => {
  const gone = new StepFailed("the `destroy` failed", ["users-blue: ServiceNotFoundException"]);

  it("needs no refresh if it succeeds", async () => {
    const ended = await destroy(null);
    expect(ended).to.deep.equal({ notes: [], refreshes: [false], failure: null });
  });

  it("is tried once more after a refresh, since some may be gone already", async () => {
    expect(await destroy(gone, null)).to.deep.equal({
      notes: [
        "some resources could not be deleted; refreshing from AWS, then retrying",
        "users-blue: ServiceNotFoundException",
      ],
      refreshes: [false, true],
      failure: null,
    });
  });

  it("fails if a resource can't be deleted after a refresh either", async () => {
    const denied = new StepFailed("the `destroy` failed", ["AccessDenied"]);
    const { refreshes, failure } = await destroy(gone, denied);
    expect(refreshes).to.deep.equal([false, true]);
    expect(failure).to.equal(denied);
  });

  it("is no refusal if Pulumi refuses the second time, since the first may have deleted something", async () => {
    const expired = refused("the credentials have expired", "renew them");
    const { refreshes, failure } = await destroy(gone, expired);
    expect(refreshes).to.deep.equal([false, true]);
    expect(failure)
      .to.be.instanceOf(StepFailed)
      .and.to.deep.include({
        what: "the `destroy` failed",
        reasons: [
          "users-blue: ServiceNotFoundException",
          "after that: the credentials have expired",
          "renew them",
        ],
      });
  });

  it("is not tried again where Pulumi refused to begin", async () => {
    const held = refused("the stack is locked", "wait");
    const { refreshes, failure } = await destroy(held);
    expect(refreshes).to.deep.equal([false]);
    expect(failure).to.equal(held);
  });
});

describe("an `up`", () => {
  const failed = (reason: string) => new StepFailed("the `up` failed", [reason]);
  const goneReasons = [
    "users-blue (aws:ecs/service:Service): updating ECS Service (arn:x): operation error ECS: UpdateService, " +
      "https response error StatusCode: 400, RequestID: 1, ServiceNotFoundException: Service not found.",
    "ServiceNotActiveException: Service was not ACTIVE.",
    "api error RuleNotFound: One or more rules not found",
    "api error TargetGroupNotFound: Target groups 'arn:x' not found",
    "api error LoadBalancerNotFound: One or more load balancers not found",
    "NoSuchHostedZone: No hosted zone found with ID: Z1",
    "api error InvalidGroup.NotFound: The security group 'sg-1' does not exist",
    "NoSuchEntity: The role with name users cannot be found.",
    "ResourceNotFoundException: The specified log group does not exist.",
    "InvalidParameterException: The target group with targetGroupArn arn:x does not have an associated load balancer.",
    "api error ValidationError: AutoScalingGroup name not found - users-blue",
    "ClusterNotFoundException: Cluster not found.",
    "ClientException: The referenced cluster was inactive.",
    "ObjectNotFoundException: No scalable target registered for service namespace: ecs",
    "ValidationException: ECS service doesn't exist: service/prod/users-blue",
    "InvalidChangeBatch: [Tried to create an alias that targets b.elb.amazonaws.com., type A in zone Z2, but the " +
      "alias target name does not lie within the target zone]",
    "users-blue (aws:ecs/service:Service): reading ECS Service (arn:x): couldn't find resource",
  ];

  it("is repeated after a refresh where it met something that was deleted by hand", async () => {
    for (const reason of goneReasons) {
      expect(await up(failed(reason), null)).to.deep.equal({
        notes: [
          "something that Pulumi knows no longer exists; refreshing from AWS, then retrying",
          reason,
        ],
        refreshes: [false, true],
        failure: null,
      });
    }
  });

  it("has failed, and is not stale, where its first attempt recorded the release and only deletions failed", async () => {
    const first = failed("ServiceNotActiveException: Service was not ACTIVE.");
    const stale = new DeployError("held", staleRelease(7, 8), "bluegreen status --stack dev");
    expect((await up(first, stale)).failure).to.equal(first);
    const locked = new DeployError("held", "the stack is locked", "bluegreen status --stack dev");
    expect((await up(first, locked)).failure).to.equal(locked);
  });

  it("is not repeated for any other reason, nor after a refresh", async () => {
    const others = [
      failed("AccessDenied: not authorized"),
      failed("InvalidParameterException: Unable to assume role"),
      refused("NotFound", "wait"),
      new QuestionFailed("Pulumi failed before it changed anything", ["NotFound"]),
    ];
    for (const error of others) {
      expect(await up(error)).to.deep.equal({ notes: [], refreshes: [false], failure: error });
    }
    const still = failed("ListenerNotFound");
    const { refreshes, failure } = await up(failed("ListenerNotFound"), still);
    expect({ refreshes, failure }).to.deep.equal({ refreshes: [false, true], failure: still });
  });
});
