import { DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";
import { inputsOf } from "./fixtures";
import { MockedFleet, running } from "./mockedFleet";

describe("the reasons why a fleet is unhealthy", () => {
  let world: MockedFleet;
  before(() => (world = new MockedFleet()));
  beforeEach(() => world.reset());
  after(() => world.restore());

  it("count a stopping task as running until it has stopped", async () => {
    world.tasks("RUNNING", {
      t1: { ...running, lastStatus: "PROVISIONING" },
      t2: { ...running, lastStatus: "PENDING" },
      t3: running,
    });
    world.tasks("STOPPED", {
      t4: running,
      t5: { ...running, lastStatus: "DEACTIVATING" },
      t6: { ...running, lastStatus: "STOPPING" },
      t7: { ...running, lastStatus: "DEPROVISIONING" },
    });
    const health = await world.read();
    expect(health?.running.map(({ taskId }) => taskId)).to.deep.equal(["t3", "t4", "t5", "t6"]);
    expect(health?.pending).to.equal(2);
    expect(health?.stopped).to.deep.equal([]);
    world.tasks("RUNNING", {});
    world.tasks("STOPPED", {
      // Stopped while starting: it may still run for a moment.
      t8: { ...running, lastStatus: "ACTIVATING" },
      t9: { ...running, lastStatus: "DEPROVISIONING" },
    });
    expect((await world.read())?.pending).to.equal(1);
  });

  it("say why tasks stopped, newest first, in the words of ECS and the containers", async () => {
    world.tasks("STOPPED", {
      t1: {
        lastStatus: "STOPPED",
        stoppedAt: new Date("2025-01-31T12:00:00Z"),
        stoppedReason: "Essential container in task exited",
        containers: [
          { name: "users", exitCode: 137, reason: "OutOfMemoryError: Container killed" },
          { name: "log-router", exitCode: 0 },
          { name: "never-started" },
        ],
      },
      t2: {
        lastStatus: "STOPPED",
        stoppedAt: new Date("2025-01-31T12:05:00Z"),
        stoppedReason:
          "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:...)",
        containers: [],
      },
      t3: { lastStatus: "STOPPED", stopCode: "TaskFailedToStart" },
    });
    world.autoScaling.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
    expect((await world.read())?.stopped).to.deep.equal([
      {
        taskId: "t2",
        reason:
          "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:...) " +
          "(2025-01-31T12:05:00Z)",
      },
      {
        taskId: "t1",
        reason:
          "Essential container in task exited; " +
          "container users: exit code 137, OutOfMemoryError: Container killed; " +
          "container log-router: exit code 0 (2025-01-31T12:00:00Z)",
      },
      { taskId: "t3", reason: "TaskFailedToStart" },
    ]);
  });

  it("name why a target is unhealthy at each load balancer", async () => {
    world.targets(
      "green",
      {
        Target: { Id: "10.0.0.1", Port: 8080 },
        TargetHealth: {
          State: "unhealthy",
          Reason: "Target.ResponseCodeMismatch",
          Description: "Health checks failed with these codes: [503]",
        },
      },
      {
        Target: { Id: "10.0.0.2", Port: 8080 },
        TargetHealth: {
          State: "initial",
          Reason: "Elb.RegistrationInProgress",
          Description: "Target registration is in progress",
        },
      },
      {
        Target: { Id: "10.0.0.3", Port: 8080 },
        TargetHealth: {
          State: "unhealthy.draining",
          Reason: "Target.DeregistrationInProgress",
        },
      },
      { Target: { Id: "i-1" } },
    );
    expect((await world.read())?.targets).to.deep.equal([
      {
        edge: "green",
        target: "10.0.0.1:8080",
        state: "unhealthy",
        reason: "Target.ResponseCodeMismatch: Health checks failed with these codes: [503]",
      },
      {
        edge: "green",
        target: "10.0.0.2:8080",
        state: "initial",
        reason: "Elb.RegistrationInProgress: Target registration is in progress",
      },
      {
        edge: "green",
        target: "10.0.0.3:8080",
        state: "draining",
        reason: "Target.DeregistrationInProgress",
      },
      { edge: "green", target: "i-1", state: "unavailable", reason: "" },
    ]);
  });

  it("include why the Auto Scaling group lacks instances, newest first", async () => {
    world.autoScaling.on(DescribeScalingActivitiesCommand).resolves({
      Activities: [
        activity("12:00:30", "Failed", "We currently do not have sufficient m7g.large capacity."),
        activity("11:59:00", "Successful"),
        activity("11:58:00", "InProgress"),
      ],
    });
    expect((await world.read())?.events).to.deep.equal([
      "2025-01-31T12:00:30Z (Auto Scaling group users-green) Launching a new EC2 instance (Failed): " +
        "We currently do not have sufficient m7g.large capacity.",
      "2025-01-31T12:00:00Z (service users-green) has reached a steady state.",
      "2025-01-31T11:58:00Z (Auto Scaling group users-green) Launching a new EC2 instance (InProgress)",
    ]);
    expect(inputsOf(world.autoScaling)).to.deep.equal([
      ["DescribeScalingActivitiesCommand", { AutoScalingGroupName: "users-green", MaxRecords: 20 }],
    ]);
  });
});

function activity(time: string, status: string, message?: string) {
  return {
    ActivityId: time,
    AutoScalingGroupName: "users-green",
    Cause: "",
    Description: "Launching a new EC2 instance",
    StartTime: new Date(`2025-01-31T${time}Z`),
    StatusCode: status as "Failed",
    ...(message === undefined ? {} : { StatusMessage: message }),
  };
}
